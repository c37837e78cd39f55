import type { Cancel } from "../ports/clock.ts";
import type { Hub, Member } from "./hub.ts";
import type { Hubs } from "./hubs.ts";
import { Mailbox } from "./mailbox.ts";
import type { Reader } from "./reader.ts";

/** A reader that is attached to its hub only while it is pulled: one that is slow or forgotten holds nothing (P12, P13). */
export abstract class Attached<A, T> extends Mailbox<T> implements Member {
  protected readonly hubs: Hubs<A>;
  protected readonly reader: Reader<A>;
  protected readonly signal: AbortSignal | undefined;
  protected hub: Hub<A> | null = null;
  /** The hub's subscription was seen to be up. */
  protected isLive = false;
  /** Since the hub asked last. */
  protected wasPulled = false;
  #unpulled: number | null = null;
  #deafen: Cancel | null = null;

  constructor(hubs: Hubs<A>, reader: Reader<A>, signal: AbortSignal | undefined) {
    super();
    this.hubs = hubs;
    this.reader = reader;
    this.signal = signal;
  }

  abstract wake(): void;
  abstract fail(error: unknown): void;
  protected abstract abort(reason: unknown): void;

  unpulledSince(now: number): number | null {
    if (this.waiting) return null;
    // No clock is read on the path of an event: the hub's own rhythm is fine enough.
    if (this.wasPulled || this.#unpulled === null) this.#unpulled = now;
    this.wasPulled = false;
    return this.#unpulled;
  }

  detach(): void {
    this.reader.shed();
    const { hub } = this;
    if (!hub) return;
    this.hub = null;
    this.isLive = false;
    this.#deafen?.();
    this.#deafen = null;
    hub.leave(this);
  }

  /** One of the hub's members from now on, and heedful of the caller's signal; live it need not be. */
  protected join(): Hub<A> {
    if (this.hub) return this.hub;
    const hub = this.hubs.of(this.reader.id);
    this.hub = hub;
    hub.join(this);
    if (this.signal) this.#deafen = this.#listen(this.signal);
    return hub;
  }

  /** Resolves once the hub's subscription is up. */
  protected async attach(): Promise<Hub<A>> {
    const hub = this.join();
    await hub.confirmed();
    this.isLive = this.hub === hub;
    return hub;
  }

  #listen(signal: AbortSignal): Cancel {
    const abort = (): void => this.abort(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    return () => signal.removeEventListener("abort", abort);
  }
}
