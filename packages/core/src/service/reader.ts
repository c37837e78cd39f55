import { isLeft } from "fp-ts/lib/Either.js";
import type { Page, ReadRefusal } from "../ports/event-store.ts";
import type { Recorded, TerminalType } from "../stream/events.ts";
import type { Incarnation, StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import type { Cursor } from "./cursor.ts";
import { createDecoder, type Decoder, endingOf } from "./decoder.ts";
import type { Ending } from "./ending.ts";
import type { Hub } from "./hub.ts";
import type { Lifespan } from "./lifespan.ts";
import { firstLimit, nextLimit } from "./paging.ts";
import { patienceOf, persist } from "./persist.ts";
import { verdictOf } from "./verdict.ts";

/** What a read of the store came to. */
export type Turn =
  /** There may be something at hand now. */
  | { readonly _tag: "look" }
  /** Nothing yet: look again when woken, or after so many ms. */
  | { readonly _tag: "wait"; readonly ms: number }
  /** The reader stands behind the terminal. */
  | { readonly _tag: "over"; readonly terminal: TerminalType };

const look: Turn = { _tag: "look" };

type OpenPage<A> = {
  readonly entries: Page["entries"];
  readonly life: Lifespan;
  readonly decode: Decoder<A>;
  /** Index of the next one. */
  at: number;
};

/** Where one follower stands, and the page that it is reading. */
export class Reader<A> {
  readonly id: StreamId;
  /** How the stream ends with what it gave last; null where it goes on. */
  ending: Ending | null = null;
  /** How many events it gave. */
  taken = 0;
  readonly #context: Context<A>;
  #incarnation: Incarnation;
  #epoch: number;
  #offset: number;
  /** Of the last head that it saw; null where it has read nothing yet. */
  #life: Lifespan | null = null;
  #page: OpenPage<A> | null = null;
  #limit: number;
  #waitUntil = Number.NaN;
  #aheadSince: number | null = null;

  constructor(context: Context<A>, id: StreamId, from: Cursor) {
    this.id = id;
    this.#context = context;
    this.#incarnation = from.incarnation;
    this.#epoch = from.epoch;
    this.#offset = from.offset;
    this.#limit = firstLimit(context.settings.pageEvents);
  }

  /** From now on it waits so many ms for a stream that is not there. */
  begin(waitMs: number): void {
    this.#waitUntil = this.#context.clock.elapsed() + waitMs;
  }

  /** How long the store may be out of reach, in ms: one that has read already is more patient. */
  get patienceMs(): number {
    const { giveUpMs, commandTimeoutMs } = this.#context.settings;
    return this.#life ? giveUpMs : commandTimeoutMs;
  }

  /** Whether it stands at the hub's tail, and has seen a head: a tail may be the terminal it resumes at. */
  caughtUp(hub: Hub<A>): boolean {
    return this.#life !== null && this.#ahead(hub) === null;
  }

  /** Steps over the next event of the page, else of the hub's feed, and gives it. Throws `bad-entry`. */
  take(hub: Hub<A> | null): Recorded<A> | null {
    if (this.#page) return this.#turn(this.#page);
    if (!hub) return null;
    const held = this.#ahead(hub);
    if (!held) return null;
    this.taken++;
    this.#context.tally.follows.live++;
    this.#epoch = held.epoch;
    this.#offset = held.offset;
    this.ending = held.ending;
    hub.took(held.offset);
    return held.event;
  }

  /** Lets go of what was read ahead. */
  shed(): void {
    this.#page = null;
  }

  /** Whether it was given a place to begin after, and has not read from there. */
  get isUnmet(): boolean {
    return this.#life === null && this.#offset > 0;
  }

  /** Whether it knows anything of the stream yet. */
  get hasRead(): boolean {
    return this.#life !== null;
  }

  /** Reads the next page. Throws the ends that a store's refusal means. */
  async readOn(hub: Hub<A>, abandoned: () => boolean): Promise<Turn> {
    const { id, patienceMs } = this;
    const place = this.#offset === 0 ? null : this.#place();
    const patience = patienceOf(this.#context, patienceMs, `follow ${id}`, abandoned);
    const { store } = this.#context;
    // What was announced before the subscription was up is known to nobody.
    const { isUp } = hub;
    const answer = await persist(patience, () => store.read(id, place, this.#limit));
    if (abandoned()) return look;
    return isLeft(answer) ? this.#refused(answer.left, hub) : this.#open(answer.right, hub, isUp);
  }

  #place(): Cursor {
    return { incarnation: this.#incarnation, epoch: this.#epoch, offset: this.#offset };
  }

  #ahead({ feed }: Hub<A>): ReturnType<typeof feed.after> {
    return feed.after(this.#incarnation, this.#epoch, this.#offset);
  }

  #turn(page: OpenPage<A>): Recorded<A> | null {
    const { entries, life, decode } = page;
    const stored = entries[page.at];
    if (!stored) return null;
    const { entry, epoch, offset } = stored;
    const event = decode(entry, epoch, offset, life);
    const reset = this.#offset > 0 && this.#incarnation !== life.incarnation;
    this.#incarnation = life.incarnation;
    this.#epoch = epoch;
    this.#offset = offset;
    this.ending = endingOf(entry, event);
    page.at++;
    this.taken++;
    this.#context.tally.follows.replayed++;
    if (page.at === entries.length) this.#page = null;
    return reset ? { ...event, reset } : event;
  }

  #refused(refusal: ReadRefusal, hub: Hub<A>): Turn {
    const { clock, settings } = this.#context;
    const life = hub.feed.latest(this.#life);
    const now = clock.elapsed();
    if (refusal._tag === "ahead") this.#aheadSince ??= now;
    const verdict = verdictOf(refusal, {
      id: this.id,
      offset: this.#offset,
      expiresAt: life?.expiresAt ?? null,
      waitLeft: this.#waitUntil - now,
      aheadFor: now - (this.#aheadSince ?? now),
      graceMs: settings.graceMs,
    });
    if (verdict._tag === "end") throw verdict.error;
    const looksAgain = this.#aheadSince === null ? verdict.ms : settings.backoffCapMs;
    return { _tag: "wait", ms: Math.min(verdict.ms, looksAgain) };
  }

  #open(page: Page, hub: Hub<A>, isLive: boolean): Turn {
    const { settings, tally, observer } = this.#context;
    const { head, entries } = page;
    if (!this.#life && this.#offset > 0) tally.follows.hits++;
    observer?.behind?.(this.id, Math.max(0, head.offset - this.#offset));
    const life = hub.see(page);
    this.#life = life;
    this.#aheadSince = null;
    this.#limit = nextLimit(this.#limit, entries, settings.pageEvents);
    const last = entries.at(-1);
    const decode = createDecoder(this.#context, this.id);
    this.#page = last ? { entries, life, decode, at: 0 } : null;
    if (!last && head.terminal) return { _tag: "over", terminal: head.terminal };
    if (!isLive) return look;
    const reached = last ? { ...last, incarnation: head.incarnation } : this.#place();
    if (reached.offset === head.offset) hub.adopt(reached);
    // Ahead of the hub, which is on its way: it will wake whoever waits.
    const behind = !last && this.#ahead(hub) !== null;
    return behind ? { _tag: "wait", ms: settings.backoffCapMs } : look;
  }
}
