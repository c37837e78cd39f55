import type { Cancel, Clock } from "../ports/clock.ts";

/** What is to be done at a time. It holds its own place among the others, so that it can be found and moved. */
export interface Alarm {
  /** On `clock.elapsed()`. Set by `Alarms` alone, as is `seat`. */
  dueAt: number;
  /** -1 where it does not wait. */
  seat: number;
  ring(): void;
}

/** Any number of alarms on one timer of the clock: a timer for each would be larger than what it wakes. */
export class Alarms {
  readonly #clock: Clock;
  readonly #background: "background" | undefined;
  /** A binary heap: none is due before the one above it, at half its seat. */
  readonly #waiting: Alarm[] = [];
  #cancel: Cancel | null = null;
  /** When the timer fires. One that is too early does no harm: it is set again then. */
  #timerAt = Number.POSITIVE_INFINITY;

  /**
   * In the background they keep no process alive. Others do: on an embedded store, nothing else keeps one that waits for an
   * event.
   */
  constructor(clock: Clock, background?: "background") {
    this.#clock = clock;
    this.#background = background;
  }

  /** Rings once within so many ms: an alarm that is due sooner stands, or it could be put off for ever. */
  set(alarm: Alarm, ms: number): void {
    const dueAt = this.#clock.elapsed() + ms;
    if (alarm.seat < 0) alarm.seat = this.#waiting.push(alarm) - 1;
    else if (alarm.dueAt <= dueAt) return;
    alarm.dueAt = dueAt;
    this.#settle(alarm);
    this.#arm();
  }

  drop(alarm: Alarm): void {
    const { seat } = alarm;
    if (seat < 0) return;
    alarm.seat = -1;
    const last = this.#waiting.pop();
    if (last && last !== alarm) {
      last.seat = seat;
      this.#settle(last);
    }
    if (this.#waiting.length === 0 && this.#cancel) this.#disarm();
  }

  #ring(): void {
    const now = this.#clock.elapsed();
    this.#disarm();
    // What is set meanwhile is seen to at the end.
    this.#timerAt = Number.NEGATIVE_INFINITY;
    try {
      for (let first = this.#waiting[0]; first && first.dueAt <= now; first = this.#waiting[0]) {
        this.drop(first);
        first.ring();
      }
    } finally {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#arm();
    }
  }

  #arm(): void {
    const first = this.#waiting[0];
    if (!first || first.dueAt >= this.#timerAt) return;
    this.#disarm();
    this.#timerAt = first.dueAt;
    const ms = first.dueAt - this.#clock.elapsed();
    this.#cancel = this.#clock.after(ms, () => this.#ring(), this.#background);
  }

  #disarm(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#timerAt = Number.POSITIVE_INFINITY;
  }

  /** Moves an alarm up or down to where its time belongs. */
  #settle(alarm: Alarm): void {
    const waiting = this.#waiting;
    let free = alarm.seat;
    const take = (other: Alarm): void => {
      const from = other.seat;
      waiting[free] = other;
      other.seat = free;
      free = from;
    };
    for (let up = waiting[(free - 1) >> 1]; free > 0; up = waiting[(free - 1) >> 1]) {
      if (!up || up.dueAt <= alarm.dueAt) break;
      take(up);
    }
    for (;;) {
      const [left, right] = [waiting[free * 2 + 1], waiting[free * 2 + 2]];
      const below = left && right && right.dueAt < left.dueAt ? right : left;
      if (!below || below.dueAt >= alarm.dueAt) break;
      take(below);
    }
    waiting[free] = alarm;
    alarm.seat = free;
  }
}
