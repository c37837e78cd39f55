import type { Cancel } from "../ports/clock.ts";
import type { Notice, Subscription, Topic } from "../ports/notifier.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import { backoff } from "./persist.ts";

export type HearingDeps = Pick<Context<unknown>, "clock" | "notifier" | "settings">;

/** Listens to a topic of a stream until it is closed, however often that takes a new try. */
export abstract class Hearing {
  protected readonly deps: HearingDeps;
  protected closed = false;
  #cancelRetry: Cancel | null = null;
  #subscription: Subscription | null = null;

  constructor(deps: HearingDeps) {
    this.deps = deps;
  }

  /** A notice; or null once it is up, for what was announced before. Not called once it is closed. */
  protected abstract heard(notice: Notice | null): void;

  protected listen(id: StreamId, topic: Topic, failures = 0): void {
    const { clock, notifier, settings } = this.deps;
    const hear = (notice: Notice | null): void => {
      if (!this.closed) this.heard(notice);
    };
    notifier.subscribe(id, topic, hear).then(
      (subscription) => {
        if (this.closed) {
          subscription.close().catch(() => {});
          return;
        }
        this.#subscription = subscription;
        hear(null);
      },
      () => {
        // Until it is up, whoever listens has to look now and then.
        if (this.closed) return;
        const pause = backoff(failures, settings.backoffCapMs);
        const again = (): void => this.listen(id, topic, failures + 1);
        this.#cancelRetry = clock.after(pause, again, "background");
      },
    );
  }

  protected hush(): void {
    this.closed = true;
    this.#cancelRetry?.();
    this.#subscription?.close().catch(() => {});
  }
}
