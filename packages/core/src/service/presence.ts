import type { Cancel } from "../ports/clock.ts";
import type { Subscription } from "../ports/notifier.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import { backoff } from "./persist.ts";

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
}

type PresenceDeps = Pick<Context<unknown>, "clock" | "notifier" | "settings">;

/**
 * A sign of life whenever nothing was sent for a while; and an ear for what others do to the stream. A notice is
 * a hint, so all it leads to is a question to the store; the first question comes with the subscription itself,
 * for what was announced before it was up.
 */
export class Presence {
  readonly #deps: PresenceDeps;
  readonly #producing: Producing;
  #cancelBeat: Cancel;
  #cancelRetry: Cancel | null = null;
  #subscription: Subscription | null = null;
  #closed = false;

  constructor(deps: PresenceDeps, producing: Producing) {
    this.#deps = deps;
    this.#producing = producing;
    this.#cancelBeat = this.#arm(producing.heartbeatMs);
    this.#listen(0);
  }

  close(): void {
    this.#closed = true;
    this.#cancelBeat();
    this.#cancelRetry?.();
    this.#subscription?.close().catch(() => {});
  }

  #arm(ms: number): Cancel {
    return this.#deps.clock.after(ms, this.#beat, "background");
  }

  readonly #beat = (): void => {
    const { heartbeatMs, lastSent } = this.#producing;
    const silent = this.#deps.clock.elapsed() - lastSent;
    const due = silent >= heartbeatMs;
    if (due && this.#producing.isAttended()) this.#producing.look();
    this.#cancelBeat = this.#arm(due ? heartbeatMs : heartbeatMs - silent);
  };

  readonly #hear = (): void => {
    if (!this.#closed) this.#producing.look();
  };

  #listen(failures: number): void {
    const { clock, notifier, settings } = this.#deps;
    notifier.subscribe(this.#producing.id, "control", this.#hear).then(
      (subscription) => {
        if (this.#closed) {
          subscription.close().catch(() => {});
          return;
        }
        this.#subscription = subscription;
        this.#hear();
      },
      () => {
        // Until it is up, heartbeats find out what notices would have told.
        if (this.#closed) return;
        const pause = backoff(failures, settings.backoffCapMs);
        const again = (): void => this.#listen(failures + 1);
        this.#cancelRetry = clock.after(pause, again, "background");
      },
    );
  }
}
