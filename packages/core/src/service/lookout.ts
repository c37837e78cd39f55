import { isLeft } from "fp-ts/lib/Either.js";
import type { SegnoError } from "../errors/segno-error.ts";
import type { Page } from "../ports/event-store.ts";
import { spreadMs } from "../stream/hash.ts";
import { isStale } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Alarm } from "./alarms.ts";
import type { Feed } from "./feed.ts";
import type { Hubs } from "./hubs.ts";
import type { Lifespan } from "./lifespan.ts";
import { firstLimit, nextLimit } from "./paging.ts";
import { backoff, bounded, patienceOf, unavailable } from "./persist.ts";
import { Pulling } from "./pulling.ts";

/** What a lookout keeps up to date. */
export interface Watched<A> {
  readonly id: StreamId;
  readonly hubs: Hubs<A>;
  readonly feed: Feed<A>;
  readonly closed: boolean;
  /** A while has passed. */
  readonly tidy: () => void;
  /** There may be something new. */
  readonly wakeAll: () => void;
  readonly failAll: (error: SegnoError) => void;
}

/**
 * Asks the store what notices do not tell: when told to, when the lease ends, and now and then; but not while its producer,
 * who is in this process, hears of the store that there is nothing new.
 */
export class Lookout<A> extends Pulling implements Alarm {
  dueAt: number = Number.NaN;
  seat = -1;
  readonly #of: Watched<A>;
  #limit: number;
  /** On `clock.elapsed()`: until then the producer has vouched for what a look would find. */
  #vouchedUntil = 0;
  /** Whether the last head that was seen has a terminal; null before any was. */
  #isOver: boolean | null = null;
  /** How often the store did not answer, and since when; null where it did. */
  #failing: { readonly since: number; times: number } | null = null;

  constructor(of: Watched<A>) {
    super();
    this.#of = of;
    this.#limit = firstLimit(of.hubs.context.settings.pageEvents);
  }

  /** The next look: no later than the position check, and no later than was said before. */
  arm(ms: number): void {
    const { hubs, closed } = this.#of;
    const { positionCheckMs } = hubs.context.settings;
    if (!closed) hubs.alarms.set(this, Math.max(1, Math.min(ms, positionCheckMs)));
  }

  /** The first look comes somewhat earlier than it may, or those who begin together would look together for ever. */
  begin(): void {
    const { id, hubs } = this.#of;
    this.arm(spreadMs(id, hubs.context.settings.positionCheckMs));
  }

  /** The next look comes as late as it may. */
  rest(): void {
    this.arm(this.#of.hubs.context.settings.positionCheckMs);
  }

  ring(): void {
    this.#of.tidy();
    if (this.#of.closed) return;
    const vouched = this.#vouchedUntil - this.#of.hubs.context.clock.elapsed();
    // What failed was asked for with reason.
    if (vouched > 0 && !this.#failing) this.arm(vouched);
    else this.pull();
  }

  /** What a look would find is known until then, on `clock.elapsed()`. */
  vouched(until: number): void {
    this.#vouchedUntil = until;
  }

  /** Somebody has read a page of the store. */
  see({ head, now }: Pick<Page, "head" | "now">): Lifespan {
    const { id, hubs, feed } = this.#of;
    this.#failing = null;
    this.#isOver = head.terminal !== undefined;
    const life = feed.see(head);
    if (isStale(head, now)) hubs.lossWatch.suspect(id, head);
    const left = head.leaseUntil - now;
    // Past the lease, one more sign of life would begin another: it must not run out unseen.
    if (head.terminal) this.rest();
    else this.arm(left > 0 ? left : head.leaseMs);
    return life;
  }

  close(): void {
    this.#of.hubs.alarms.drop(this);
  }

  protected override async once(): Promise<void> {
    const of = this.#of;
    const { id, feed } = of;
    if (of.closed) return;
    const { store, settings } = of.hubs.context;
    const tail = feed.tail();
    if (!tail) {
      // Nobody has reached the head: those who wait for the stream look for themselves.
      this.rest();
      if (this.#isOver === false) await this.#lookAtHead();
      return of.wakeAll();
    }
    const patience = patienceOf(of.hubs.context, settings.giveUpMs, `follow ${id}`);
    const answer = await bounded(patience, () => store.read(id, tail, this.#limit));
    if (of.closed) return;
    if (isLeft(answer)) {
      this.#failing = null;
      this.rest();
      return this.#disown();
    }
    const page = answer.right;
    const { entries } = page;
    this.#limit = nextLimit(this.#limit, entries, settings.pageEvents);
    this.see(page);
    const fresh = feed.takePage(page, tail);
    if (fresh === null) return this.#disown();
    if (fresh > 0) of.wakeAll();
    if (entries.length > 0 && feed.offset < page.head.offset) this.pull();
  }

  /** The store did not answer: try again soon, and tell the followers when it takes too long. */
  protected override failed(error: unknown): void {
    const { id, hubs, closed } = this.#of;
    if (closed) return;
    const { clock, settings } = hubs.context;
    const now = clock.elapsed();
    this.#failing ??= { since: now, times: 0 };
    this.#failing.times++;
    const { since, times } = this.#failing;
    if (now - since > settings.giveUpMs) this.#of.failAll(unavailable(error, `follow ${id}`));
    else this.arm(backoff(times, settings.backoffCapMs));
  }

  /** Its readers are slow, or have only just begun: nobody else would notice that its producer is dead (P10). */
  async #lookAtHead(): Promise<void> {
    const { id, hubs } = this.#of;
    const patience = patienceOf(hubs.context, hubs.context.settings.giveUpMs, `follow ${id}`);
    const { head, now } = await bounded(patience, () => hubs.context.store.head(id));
    if (head && !this.#of.closed) this.see({ head, now });
  }

  /** Nobody knows better than the store: every follower reads for itself. */
  #disown(): void {
    this.#of.feed.reset(null);
    this.#of.wakeAll();
  }
}
