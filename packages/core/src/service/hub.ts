import type { SegnoError } from "../errors/segno-error.ts";
import type { Entry, Page } from "../ports/event-store.ts";
import type { Notice, Subscription } from "../ports/notifier.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Place } from "../stream/position.ts";
import type { Cursor } from "./cursor.ts";
import { Feed } from "./feed.ts";
import type { Hubs } from "./hubs.ts";
import type { Lifespan } from "./lifespan.ts";
import { Lookout, type Watched } from "./lookout.ts";
import { each, isAlone, joined, left, type Members, some } from "./members.ts";

/** One follower, as its hub sees it. */
export interface Member {
  /** Somebody waits for the next event. */
  readonly waiting: boolean;
  /** There may be something new: look again. */
  wake(): void;
  /** Since when, as far as these calls saw, nobody pulls; null while someone waits for the next event. */
  unpulledSince(now: number): number | null;
  /** Nobody pulled for long: let go of the hub, and of what was read ahead. */
  detach(): void;
  fail(error: SegnoError): void;
}

const wake = (member: Member): void => member.wake();
const isWaiting = (member: Member): boolean => member.waiting;

/** All live followers of one stream in this process: one subscription, one check, each event decoded once (P14). */
export class Hub<A> implements Watched<A> {
  readonly id: StreamId;
  readonly hubs: Hubs<A>;
  readonly feed: Feed<A>;
  closed = false;
  #missed = false;
  readonly #lookout: Lookout<A>;
  #members: Members<Member> = null;
  #subscription: Promise<Subscription> | Subscription | null = null;

  constructor(hubs: Hubs<A>, id: StreamId) {
    this.id = id;
    this.hubs = hubs;
    this.feed = new Feed(hubs.context, id);
    this.#lookout = new Lookout(this);
  }

  join(member: Member): void {
    if (!this.#members) this.#lookout.begin();
    this.#members = joined(this.#members, member);
  }

  leave(member: Member): void {
    if (!this.#members) return;
    this.#members = left(this.#members, member);
    if (!this.#members) this.#close();
  }

  /** Resolves once the subscription is up; rejects with `store-unavailable`. */
  async confirmed(): Promise<void> {
    const { notifier } = this.hubs.context;
    this.#subscription ??= notifier.subscribe(this.id, "events", this.#hear.bind(this));
    const attempt = this.#subscription;
    try {
      const open = await attempt;
      if (this.#subscription === attempt) this.#subscription = open;
    } catch (error) {
      if (this.#subscription === attempt) this.#subscription = null;
      throw error;
    }
  }

  /** Whether what is announced is heard. */
  get isUp(): boolean {
    return this.#subscription !== null && !(this.#subscription instanceof Promise);
  }

  /** A follower has read a page. */
  see(page: Page): Lifespan {
    return this.#lookout.see(page);
  }

  /** A follower has read up to the head, and hears: live goes on from there. */
  adopt(cursor: Cursor): void {
    const { incarnation, epoch, offset } = cursor;
    if (!this.feed.tail()) {
      this.feed.reset(cursor);
      // Something was announced when nobody knew after what: the page may be older than that.
      if (this.#missed) this.#lookout.pull();
      this.#missed = false;
    } else if (this.feed.after(incarnation, epoch, offset) === undefined) this.#lookout.pull();
  }

  /**
   * A follower has taken an event that came. Where nobody else follows, nothing is kept of it: of many thousand quiet
   * streams, the last events of each would be most of what a garbage collection has to carry on.
   */
  took(offset: number): void {
    if (offset === this.feed.offset && isAlone(this.#members)) this.feed.clear();
  }

  /**
   * What was stored from here, as soon as that is known; its notice comes later, or not at all. For those who wait for
   * it: to have it in advance for those who are slow would cost memory (P12).
   */
  stored({ incarnation, epoch, offset }: Place, entries: readonly Entry[]): void {
    if (!some(this.#members, isWaiting)) return;
    const first = offset + 1;
    const last = offset + entries.length;
    const before = this.feed.offset;
    this.feed.takeNotice({ _tag: "appended", incarnation, epoch, first, last, entries });
    if (this.feed.offset > before) this.wakeAll();
  }

  /** Where the stream stands, as its producer knows: what a look would find, where all of it was heard. */
  stands({ incarnation, epoch, offset }: Place, until: number, expiresAt: number): void {
    if (this.feed.after(incarnation, epoch, offset) !== null) return;
    this.feed.expires(expiresAt);
    this.#lookout.vouched(until);
  }

  wakeAll(): void {
    each(this.#members, wake);
  }

  failAll(error: SegnoError): void {
    each(this.#members, (member) => member.fail(error));
  }

  /** Lets go of who is not pulled any more, and of what nobody waits for. */
  tidy(): void {
    const { clock, settings, tally } = this.hubs.context;
    const now = clock.elapsed();
    let parked = true;
    each(this.#members, (member) => {
      const since = member.unpulledSince(now);
      if (since === null) return;
      parked = false;
      if (now - since < settings.lingerMs) return;
      tally.follows.detached++;
      member.detach();
    });
    if (parked) this.feed.shed();
  }

  #hear(notice: Notice): void {
    if (this.closed) return;
    const { offset } = this.feed;
    if (notice._tag !== "appended" || !this.feed.takeNotice(notice)) {
      this.#missed ||= !this.feed.tail();
      this.#lookout.pull();
    } else if (this.feed.offset > offset) this.wakeAll();
  }

  #close(): void {
    this.closed = true;
    this.#lookout.close();
    this.feed.reset(null);
    Promise.resolve(this.#subscription)
      .then((open) => open?.close())
      .catch(() => {});
    this.hubs.forget(this);
  }
}
