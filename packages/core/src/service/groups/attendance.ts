import type { Cancel } from "../../ports/clock.ts";
import type { Notifier } from "../../ports/notifier.ts";
import type { StreamId } from "../../stream/ids.ts";
import type { Alarm, Alarms } from "../alarms.ts";
import { Ear } from "./ear.ts";

type Attended = {
  readonly aborted: (reason: unknown) => void;
  /** A while has passed. */
  readonly look: () => void;
};

/** What a consumer waits for: notices, its alarm, its caller's signal. All of it can be let go of, at any moment. */
export class Attendance implements Alarm {
  dueAt: number = Number.NaN;
  seat = -1;
  /** Something may have come, since this was last set to false. */
  wasWoken = false;
  readonly #alarms: Alarms;
  readonly #ear: Ear;
  readonly #signal: AbortSignal | undefined;
  readonly #attended: Attended;
  #stopHeeding: Cancel | null = null;
  #unpause: (() => void) | null = null;

  constructor(
    notifier: Notifier,
    alarms: Alarms,
    { id, signal }: { readonly id: StreamId; readonly signal: AbortSignal | undefined },
    attended: Attended,
  ) {
    this.#alarms = alarms;
    this.#signal = signal;
    this.#attended = attended;
    this.#ear = new Ear(notifier, id, () => this.#wake());
  }

  /** Whether what is announced is heard. */
  get isUp(): boolean {
    return this.#ear.isUp;
  }

  heed(): void {
    const signal = this.#signal;
    if (!signal || this.#stopHeeding) return;
    const abort = (): void => this.#attended.aborted(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    this.#stopHeeding = () => signal.removeEventListener("abort", abort);
  }

  listen(): Promise<void> {
    return this.#ear.open();
  }

  deafen(): void {
    this.#ear.close();
  }

  /** Until something may have come, and no longer than so many ms. */
  pause(ms: number): Promise<void> {
    if (this.wasWoken) return Promise.resolve();
    this.lookWithin(ms);
    return new Promise((resolve) => {
      this.#unpause = resolve;
    });
  }

  lookWithin(ms: number): void {
    this.#alarms.set(this, Math.max(1, ms));
  }

  ring(): void {
    this.#wake();
    this.#attended.look();
  }

  end(): void {
    this.#alarms.drop(this);
    this.#ear.close();
    this.#stopHeeding?.();
    this.#stopHeeding = null;
    this.#wake();
  }

  #wake(): void {
    this.wasWoken = true;
    const unpause = this.#unpause;
    this.#unpause = null;
    unpause?.();
  }
}
