import { SegnoError } from "../errors/segno-error.ts";
import type { ReadRefusal } from "../ports/event-store.ts";
import type { StreamId } from "../stream/ids.ts";
import { goneError } from "./refuse.ts";

/** What a refused read means to a reader: an end, or a while to wait. */
export type Verdict =
  | { readonly _tag: "end"; readonly error: SegnoError }
  | { readonly _tag: "wait"; readonly ms: number };

type Standing = {
  readonly id: StreamId;
  /** Where it stands; 0 before all. */
  readonly offset: number;
  /** When the life that it is in expires, as far as it knows; null where it has read nothing yet. */
  readonly expiresAt: number | null;
  /** How long it may still wait for a stream that is not there, in ms. */
  readonly waitLeft: number;
  /** For how long the reader has been past the head, in ms. */
  readonly aheadFor: number;
  readonly graceMs: number;
};

const end = (error: SegnoError): Verdict => ({ _tag: "end", error });
const wait = (ms: number): Verdict => ({ _tag: "wait", ms });

export const verdictOf = (refusal: ReadRefusal, standing: Standing): Verdict => {
  const { id, expiresAt } = standing;
  const diverged = (): Verdict =>
    end(new SegnoError("diverged", `Stream ${id} lost events that this reader had seen`));
  switch (refusal._tag) {
    case "not-found":
      if (expiresAt !== null) return end(goneError(id, expiresAt, refusal.now));
      if (standing.waitLeft > 0) return wait(standing.waitLeft);
      // A position is proof that the stream was there once.
      if (standing.offset > 0) return end(goneError(id, null, refusal.now));
      return end(new SegnoError("not-found", `There is no stream ${id}`));
    case "ahead": {
      // The producer may yet send again what a failover forgot; a dead one is declared by then.
      const left = refusal.head.leaseMs + standing.graceMs - standing.aheadFor;
      return left > 0 ? wait(left) : diverged();
    }
    case "diverged":
      return diverged();
    case "trimmed":
      return end(new SegnoError("trimmed", `Part of stream ${id} is gone`));
    default:
      return refusal satisfies never;
  }
};
