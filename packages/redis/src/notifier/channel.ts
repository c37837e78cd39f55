import type { Notice, Subscription } from "@segno/core";

type Listener = (notice: Notice) => void;

/** One who listens; closed, it hears nothing more. */
class Listening implements Subscription {
  readonly #listener: Listener;
  #channel: Channel | null;

  constructor(channel: Channel, listener: Listener) {
    this.#channel = channel;
    this.#listener = listener;
  }

  hear(notice: Notice): void {
    if (!this.#channel) return;
    try {
      this.#listener(notice);
    } catch (error) {
      // One listener that throws silences no other.
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  silence(): void {
    this.#channel = null;
  }

  /** May be taken from it, and is made only then. */
  get close(): () => Promise<void> {
    return async () => {
      const channel = this.#channel;
      this.#channel = null;
      channel?.leave(this);
    };
  }
}

type Confirmation = {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
};

const confirmation = (): Confirmation => {
  let resolve: Confirmation["resolve"] = () => {};
  let reject: Confirmation["reject"] = () => {};
  const promise = new Promise<void>((confirm, refuse) => {
    resolve = confirm;
    reject = refuse;
  });
  // Whoever subscribes awaits it; when nobody is left to, it is nobody's error.
  promise.catch(() => {});
  return { promise, resolve, reject };
};

/** One Redis channel and who listens to it here, whichever connection carries it at the moment. */
export class Channel {
  readonly name: string;
  /** Whose connection it is subscribed on, or is to be. */
  carriedBy: object | null = null;
  /** It was confirmed, and notices may have been lost since. */
  missed = false;
  isConfirmed = false;
  readonly #onEmpty: (channel: Channel) => void;
  /** Nearly always one: neither a set nor an array is kept for it. */
  #listening: Listening | readonly Listening[] | null = null;
  /** Until it is confirmed. */
  #confirmation: Confirmation | null = confirmation();

  constructor(name: string, onEmpty: (channel: Channel) => void) {
    this.name = name;
    this.#onEmpty = onEmpty;
  }

  /** Settles with the first confirmation, or when it has been waited for too long; null once it is confirmed. */
  get confirmed(): Promise<void> | null {
    return this.#confirmation?.promise ?? null;
  }

  confirm(): void {
    this.isConfirmed = true;
    this.#confirmation?.resolve();
    this.#confirmation = null;
  }

  refuse(cause: unknown): void {
    this.#confirmation?.reject(cause);
  }

  join(listener: Listener): Listening {
    const one = new Listening(this, listener);
    this.#listening = this.#listening ? [...this.#all(), one] : one;
    return one;
  }

  leave(one: Listening): void {
    const [first, ...others] = this.#all().filter((other) => other !== one);
    if (first) {
      this.#listening = others.length > 0 ? [first, ...others] : first;
      return;
    }
    this.#listening = null;
    this.#onEmpty(this);
  }

  /** From here on nobody hears anything. */
  silence(): void {
    for (const one of this.#all()) one.silence();
    this.#listening = null;
  }

  tell(notice: Notice): void {
    if (this.#listening instanceof Listening) this.#listening.hear(notice);
    else for (const one of this.#listening ?? []) one.hear(notice);
  }

  #all(): readonly Listening[] {
    if (this.#listening instanceof Listening) return [this.#listening];
    return this.#listening ?? [];
  }
}
