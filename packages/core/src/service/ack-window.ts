import { isLeft } from "fp-ts/lib/Either.js";
import { checkOptions, type NamesOf } from "../errors/check-options.ts";
import type { Cancel } from "../ports/clock.ts";
import type { Cursors, ReadingSeen } from "../ports/cursors.ts";
import type { Notice } from "../ports/notifier.ts";
import type { ReaderId } from "../stream/ids.ts";
import type { Begun } from "./begin.ts";
import { checkWhole } from "./checks.ts";
import type { Context } from "./context.ts";
import { Hearing, type HearingDeps } from "./hearing.ts";
import { backoff, bounded, patienceOf, persist } from "./persist.ts";
import { cursorError, cursorsOf, readerOf } from "./readers.ts";

export type AckWindowOptions = {
  /** Who is waited for. */
  readonly reader: string;
  /** The producer is held while the reader has so many chunks that it has not acknowledged. */
  readonly chunks: number;
  /** For so long after its last sign of life, in ms; by default as long as a producer's lease. */
  readonly leaseMs?: number;
};

/** A window whose options were checked. */
export type Window = {
  readonly cursors: Cursors;
  readonly reader: ReaderId;
  readonly chunks: number;
  readonly leaseMs: number;
};

const names: NamesOf<AckWindowOptions> = { reader: true, chunks: true, leaseMs: true };
const mostChunks = 1_000_000;
const longestLeaseMs = 86_400_000;

/** Throws `invalid-options`, `invalid-id`, or `unsupported`: before anything is begun. */
export const windowOf = <A>(
  context: Context<A>,
  options: AckWindowOptions | undefined,
): Window | null => {
  if (options === undefined) return null;
  checkOptions("ackWindow", options, names);
  const { leaseMs = context.settings.leaseMs } = options;
  return {
    reader: readerOf(options.reader),
    chunks: checkWhole("ackWindow.chunks", options.chunks, 1, mostChunks),
    leaseMs: checkWhole("ackWindow.leaseMs", leaseMs, 1, longestLeaseMs),
    cursors: cursorsOf(context),
  };
};

/** From here on the reader is waited for: it is told so, and its lease begins. */
const wait = async <A>(
  context: Context<A>,
  { id, place }: Begun,
  { cursors, reader, leaseMs }: Window,
): Promise<ReadingSeen> => {
  const { incarnation } = place;
  const alone = { incarnation, epoch: 0, offset: 0 };
  const patience = patienceOf(context, context.settings.commandTimeoutMs, `start ${id}`);
  const answer = await persist(patience, () => cursors.advance(id, reader, alone, leaseMs));
  if (isLeft(answer)) throw cursorError(id, answer.left);
  return answer.right;
};

/**
 * Holds a producer while its reader is there and owes acknowledgements. Whether the reader is there only the store can
 * say: for so long after its last sign of life. A notice is a hint (P8): one that says that more was acknowledged lets
 * the producer go on, and one of a reader that had left leads to a question. While it holds, and while it would, it
 * asks now and then, for notices may be lost.
 */
export class AckWindow extends Hearing {
  readonly #begun: Begun;
  readonly #window: Window;
  /** The offset of the last event that was acknowledged; 1, which is no chunk, before the first. */
  #acked = 1;
  /** Of the last event that was written. */
  #written: number;
  #isAbsent = false;
  /** On `clock.elapsed()`, as far as the store has said. */
  #presentUntil = 0;
  #isLooking = false;
  #failures = 0;
  #cancelLook: Cancel | null = null;
  #changed: () => void = () => {};

  private constructor(deps: HearingDeps, begun: Begun, window: Window, seen: ReadingSeen) {
    super(deps);
    this.#begun = begun;
    this.#window = window;
    this.#written = begun.place.offset;
    this.#see(seen);
    this.listen(begun.id, "acks");
  }

  /** Rejects where the reader cannot be waited for: `too-large`, `superseded`, `store-unavailable`. */
  static async open<A>(context: Context<A>, begun: Begun, window: Window): Promise<AckWindow> {
    return new AckWindow(context, begun, window, await wait(context, begun, window));
  }

  /** Is told whenever there may be more room, or less. */
  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  /** How many more chunks it takes after the event of this offset: none while it holds. */
  room(written: number): number {
    this.#written = written;
    const left = this.#left;
    if (left > 0) return left;
    this.#arm();
    return this.#isAbsent ? Number.POSITIVE_INFINITY : 0;
  }

  /** The reader is there, and owes as many acknowledgements as it may. */
  get holds(): boolean {
    return !this.closed && !this.#isAbsent && this.#left <= 0;
  }

  close(): void {
    this.hush();
    this.#cancelLook?.();
    this.#cancelLook = null;
  }

  protected override heard(notice: Notice | null): void {
    if (notice?._tag !== "acked") {
      if (this.#left <= 0) this.#look();
      return;
    }
    const { incarnation, reader, offset } = notice;
    if (reader !== this.#window.reader || incarnation !== this.#begun.place.incarnation) return;
    if (offset > this.#acked) {
      this.#acked = offset;
      this.#changed();
    }
    if (this.#isAbsent) this.#look();
  }

  get #left(): number {
    return this.#window.chunks - (this.#written - this.#acked);
  }

  /** The next look: when its lease would end, and no later than the position check. */
  #arm(): void {
    if (this.#cancelLook || this.#isLooking || this.closed) return;
    const { clock, settings } = this.deps;
    const lease = this.#isAbsent ? Number.POSITIVE_INFINITY : this.#presentUntil - clock.elapsed();
    const again = this.#failures > 0 ? backoff(this.#failures, settings.backoffCapMs) : 0;
    const ms = Math.max(again, Math.min(lease, settings.positionCheckMs), 0);
    // While it holds, nothing else may keep the process of an embedded store alive.
    this.#cancelLook = clock.after(ms, () => this.#ring(), this.holds ? undefined : "background");
  }

  #ring(): void {
    this.#cancelLook = null;
    if (this.#left <= 0) this.#look();
  }

  #look(): void {
    if (this.#isLooking || this.closed) return;
    this.#isLooking = true;
    this.#cancelLook?.();
    this.#cancelLook = null;
    const { cursors, reader } = this.#window;
    const { id } = this.#begun;
    const patience = patienceOf(this.deps, this.deps.settings.commandTimeoutMs, `look into ${id}`);
    bounded(patience, () => cursors.read(id, reader))
      .then(
        (seen) => {
          this.#failures = 0;
          this.#see(seen);
        },
        () => {
          // Whoever cannot ask the store cannot append to it either: nothing is lost by waiting on.
          this.#failures += 1;
        },
      )
      .finally(() => {
        this.#isLooking = false;
        if (this.closed) return;
        if (this.#left <= 0) this.#arm();
        this.#changed();
      });
  }

  #see({ incarnation, reading, now }: ReadingSeen): void {
    const { place } = this.#begun;
    const known = incarnation === place.incarnation ? reading : null;
    this.#acked = Math.max(this.#acked, known?.place?.offset ?? 0);
    const left = known ? known.seenAt + this.#window.leaseMs - now : 0;
    this.#isAbsent = left <= 0;
    this.#presentUntil = this.deps.clock.elapsed() + left;
    if (known && known.leaseMs !== this.#window.leaseMs) this.#remind();
  }

  /** A store that forgot that somebody waits tells nobody of the reader's signs of life, nor the reader to give any. */
  #remind(): void {
    const { cursors, reader, leaseMs } = this.#window;
    const { id, place } = this.#begun;
    const alone = { incarnation: place.incarnation, epoch: 0, offset: 0 };
    cursors.advance(id, reader, alone, leaseMs).catch(() => {});
  }
}
