import { spreadMs } from "../stream/hash.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Alarm, Alarms } from "./alarms.ts";
import type { Context } from "./context.ts";
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
export class Presence extends Hearing implements Alarm {
  dueAt: number = Number.NaN;
  seat = -1;
  readonly #producing: Producing;
  readonly #beats: Alarms;
  /** How long nothing may have been sent until a sign of life is due. */
  #silenceMs: number;

  constructor(deps: HearingDeps & Pick<Context<unknown>, "beats">, producing: Producing) {
    super(deps);
    this.#beats = deps.beats;
    this.#producing = producing;
    // The first sooner than it must be, or those who begin together would give their signs of life together for ever.
    const { id, heartbeatMs } = producing;
    this.#silenceMs = heartbeatMs / 4;
    this.#beats.set(this, spreadMs(id, heartbeatMs));
    this.listen(producing.id, "control");
  }

  close(): void {
    this.hush();
    this.#beats.drop(this);
  }

  protected override heard(): void {
    this.#producing.look();
  }

  ring(): void {
    const { heartbeatMs, lastSent } = this.#producing;
    const silent = this.deps.clock.elapsed() - lastSent;
    const due = silent >= this.#silenceMs;
    this.#silenceMs = heartbeatMs;
    if (this.#producing.isAttended()) {
      if (due) this.#producing.look();
      this.#producing.keepListed();
    }
    if (!this.closed) this.#beats.set(this, due ? heartbeatMs : heartbeatMs - silent);
  }
}
