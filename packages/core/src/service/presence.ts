import type { Cancel } from "../ports/clock.ts";
import type { StreamId } from "../stream/ids.ts";
import { Hearing, type HearingDeps } from "./hearing.ts";

/** A producer, as far as it shows that it is there. */
export interface Producing {
  readonly id: StreamId;
  readonly heartbeatMs: number;
  /** On `clock.elapsed()`: when something was last sent. */
  readonly lastSent: number;
  /** Whether anybody still cares: a leaked writer must not keep its stream alive for ever. */
  isAttended(): boolean;
  /** Gives a sign of life, and hears what has become of the stream. */
  look(): void;
  /** Sees to it that the stream is found by what it is listed by, now and then. */
  keepListed(): void;
}

/**
 * A sign of life whenever nothing was sent for a while; and an ear for what others do to the stream. A notice is
 * a hint, so all it leads to is a question to the store; the first question comes with the subscription itself,
 * for what was announced before it was up.
 */
export class Presence extends Hearing {
  readonly #producing: Producing;
  #cancelBeat: Cancel;

  constructor(deps: HearingDeps, producing: Producing) {
    super(deps);
    this.#producing = producing;
    this.#cancelBeat = this.#arm(producing.heartbeatMs);
    this.listen(producing.id, "control");
  }

  close(): void {
    this.hush();
    this.#cancelBeat();
  }

  protected override heard(): void {
    this.#producing.look();
  }

  #arm(ms: number): Cancel {
    return this.deps.clock.after(ms, this.#beat, "background");
  }

  readonly #beat = (): void => {
    const { heartbeatMs, lastSent } = this.#producing;
    const silent = this.deps.clock.elapsed() - lastSent;
    const due = silent >= heartbeatMs;
    if (this.#producing.isAttended()) {
      if (due) this.#producing.look();
      this.#producing.keepListed();
    }
    this.#cancelBeat = this.#arm(due ? heartbeatMs : heartbeatMs - silent);
  };
}
