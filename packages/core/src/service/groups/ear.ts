import type { Notifier, Subscription } from "../../ports/notifier.ts";
import type { StreamId } from "../../stream/ids.ts";

/** Hears that something happened to a stream, while it is open. */
export class Ear {
  readonly #notifier: Notifier;
  readonly #id: StreamId;
  readonly #hear: () => void;
  #subscription: Promise<Subscription> | null = null;
  isUp = false;

  constructor(notifier: Notifier, id: StreamId, hear: () => void) {
    this.#notifier = notifier;
    this.#id = id;
    this.#hear = hear;
  }

  /** Resolves once what happens is heard. */
  async open(): Promise<void> {
    this.#subscription ??= this.#notifier.subscribe(this.#id, "events", this.#hear);
    const attempt = this.#subscription;
    try {
      await attempt;
      if (this.#subscription === attempt) this.isUp = true;
    } catch (error) {
      if (this.#subscription === attempt) this.#subscription = null;
      throw error;
    }
  }

  close(): void {
    const open = this.#subscription;
    this.#subscription = null;
    this.isUp = false;
    open?.then((subscription) => subscription.close()).catch(() => {});
  }
}
