import { isLeft } from "fp-ts/lib/Either.js";
import { decide } from "../stream/decide.ts";
import type { Head } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
import { compactEnded } from "./compact.ts";
import type { Context } from "./context.ts";

/** Declares producers lost, one watch per stream. */
export interface LossWatch {
  /**
   * The lease of this head was seen over: waits the grace, then declares against it. Resolves to whether that was
   * declared here; never rejects.
   */
  readonly suspect: (id: StreamId, first: Head) => Promise<boolean>;
  /** How many are watched. */
  readonly size: () => number;
  readonly close: () => void;
}

type Watched = {
  readonly first: Head;
  readonly over: Promise<boolean>;
  /** Ends the watch before its time. */
  readonly drop: () => void;
};

const notDeclared: Promise<boolean> = Promise.resolve(false);

const sameMoment = (one: Head, other: Head): boolean =>
  one.incarnation === other.incarnation && one.revision === other.revision;

/** A timer that fires this much late says that this process slept, and perhaps the producer's did too. */
const lateness = (graceMs: number): number => Math.max(250, graceMs / 2);

/**
 * P10. The grace is waited for on the watcher's own clock, from when it saw the lease over itself: after an outage
 * longer than the lease every living producer has that long to give a sign of life, which alone refuses the
 * declaration. A watch that was disturbed (the store did not answer, the process slept) is dropped; whoever
 * looks at the stream next begins it anew.
 */
export const createLossWatch = <A>(context: Context<A>): LossWatch => {
  const { store, clock, codec, ids, settings } = context;
  const { graceMs } = settings;
  const watched = new Map<StreamId, Watched>();
  let closed = false;

  const declare = async (id: StreamId, first: Head): Promise<boolean> => {
    const call = ids.next();
    const decided = decide({ type: "declare-lost", call, first }, null);
    if (isLeft(decided) || decided.right._tag !== "append") return false;
    const lost = {
      type: "failed",
      at: clock.now(),
      code: "producer-lost",
      message: "The producer gave no sign of life",
    } as const;
    const batch = {
      entries: [codec.terminal(lost, null)],
      end: { terminal: "failed", closer: call } as const,
    };
    // Refused: there was a sign of life, or another declared it. Either way there is nothing to do.
    const declared = !isLeft(await store.append(id, batch, decided.right.expected));
    if (!declared) return false;
    context.tally.producersLost++;
    compactEnded(context, id, first.incarnation);
    return true;
  };

  return {
    suspect: (id, first) => {
      if (closed) return notDeclared;
      const known = watched.get(id);
      if (known && sameMoment(known.first, first)) return known.over;
      // There was a sign of life since, and then none: the grace begins anew.
      known?.drop();
      const due = clock.elapsed() + graceMs;
      let settle: (declared: boolean | Promise<boolean>) => void = () => {};
      const over = new Promise<boolean>((resolve) => {
        settle = resolve;
      });
      const cancel = clock.after(
        graceMs,
        () => {
          watched.delete(id);
          const slept = clock.elapsed() - due > lateness(graceMs);
          settle(slept ? false : declare(id, first).catch(() => false));
        },
        "background",
      );
      const drop = (): void => {
        cancel();
        settle(false);
      };
      watched.set(id, { first, over, drop });
      return over;
    },
    size: () => watched.size,
    close: () => {
      closed = true;
      for (const { drop } of watched.values()) drop();
      watched.clear();
    },
  };
};
