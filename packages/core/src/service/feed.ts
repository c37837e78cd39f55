import type { Entry, Page } from "../ports/event-store.ts";
import type { AppendedNotice } from "../ports/notifier.ts";
import type { Head } from "../stream/head.ts";
import type { Incarnation, StreamId } from "../stream/ids.ts";
import type { Place } from "../stream/position.ts";
import type { Context } from "./context.ts";
import { createDecoder, type Decoder, endingOf } from "./decoder.ts";
import { type Lifespan, lifespanOf } from "./lifespan.ts";
import { type Held, Ring } from "./ring.ts";

/** The live end of one life: it takes only what continues it, from notices and from pages. */
export class Feed<A> {
  readonly #context: Context<A>;
  readonly #id: StreamId;
  #life: Lifespan | null = null;
  /** The place of the last event; no incarnation before anything is known. */
  #incarnation: Incarnation | null = null;
  #epoch = 0;
  #offset = 0;
  /** What came lately, and who decodes it: made when something comes. */
  #ring: Ring<A> | null = null;
  #decode: Decoder<A> | null = null;

  constructor(context: Context<A>, id: StreamId) {
    this.#context = context;
    this.#id = id;
  }

  /** The offset of the last event; 0 before anything is known. */
  get offset(): number {
    return this.#offset;
  }

  /** Where it ends; null before anything is known. */
  tail(): Place | null {
    if (this.#incarnation === null) return null;
    return { incarnation: this.#incarnation, epoch: this.#epoch, offset: this.#offset };
  }

  /** Forgets all and begins after this place. */
  reset(tail: Place | null): void {
    this.#incarnation = tail?.incarnation ?? null;
    this.#epoch = tail?.epoch ?? 0;
    this.#offset = tail?.offset ?? 0;
    this.shed();
  }

  /** Lets go of events; they can be read from the store. */
  shed(): void {
    this.#ring = null;
    this.#decode = null;
  }

  /** Lets go of events that everybody has taken: what comes follows the last of them. */
  clear(): void {
    this.#ring?.clear();
  }

  /** Somebody saw this head. Its life, as one object for all who are in it. */
  see(head: Head): Lifespan {
    this.#life = lifespanOf(head, this.#life);
    return this.#life;
  }

  /** When it would expire as it stands now, in ms since 1970. */
  expires(expiresAt: number): void {
    if (this.#life?.incarnation === this.#incarnation) this.#life.expiresAt = expiresAt;
  }

  /** A life as somebody saw it last. */
  latest(life: Lifespan | null): Lifespan | null {
    return life?.incarnation === this.#life?.incarnation ? this.#life : life;
  }

  /** What follows this place; null at the tail; undefined where it must be read from the store. */
  after(incarnation: Incarnation, epoch: number, offset: number): Held<A> | null | undefined {
    if (incarnation !== this.#incarnation) return undefined;
    if (offset === this.#offset && epoch === this.#epoch) return null;
    return this.#ring?.after(epoch, offset);
  }

  /** False where the notice does not say all that is new: look for yourself. */
  takeNotice({ incarnation, epoch, first, last, entries }: AppendedNotice): boolean {
    // "last + 1" alone is not enough: it may be that of the next life (hole 13).
    if (this.#incarnation !== incarnation || this.#epoch !== epoch) return false;
    const next = this.#offset + 1;
    if (last < next) return this.#life?.incarnation === incarnation;
    if (!entries || first > next) return false;
    try {
      for (let at = next - first; at < entries.length; at++) {
        this.#push(entries[at] as Entry, epoch, first + at);
      }
      this.#tell();
      return true;
    } catch {
      return false;
    }
  }

  /** How many events were new; null where the page does not continue the feed. */
  takePage(page: Page, asked: Place): number | null {
    const from = this.#following(page, asked);
    if (from === null) return null;
    const fresh = page.entries.slice(from);
    try {
      for (const { entry, epoch, offset } of fresh) this.#push(entry, epoch, offset);
      return fresh.length;
    } catch {
      return null;
    }
  }

  /** From where on a page follows the tail, which notices may have moved since it was asked for. */
  #following({ head, entries }: Page, asked: Place): number | null {
    if (this.#incarnation !== head.incarnation) return null;
    const { incarnation, epoch, offset } = asked;
    if (entries.length === 0 || this.after(incarnation, epoch, offset) === null) return 0;
    const last = entries.at(-1);
    if (last && last.offset <= this.#offset) return entries.length;
    const at = entries.findIndex((stored) => stored.offset === this.#offset);
    return entries[at]?.epoch === this.#epoch ? at + 1 : null;
  }

  /** How late the last event came. */
  #tell(): void {
    const { observer, clock } = this.#context;
    if (!observer?.heard) return;
    const held = this.#ring?.last;
    if (held) observer.heard(this.#id, Math.max(0, clock.now() - held.event.at));
  }

  /** Throws where it cannot be read: whoever gets that far reads it for itself, and is told. */
  #push(entry: Entry, epoch: number, offset: number): void {
    const life = this.#life;
    if (life?.incarnation !== this.#incarnation) throw new Error("Its life is not known");
    this.#decode ??= createDecoder(this.#context, this.#id);
    const event = this.#decode(entry, epoch, offset, life);
    this.#ring ??= new Ring(this.#epoch, this.#offset, this.#context.settings.ringEvents);
    const ending = endingOf(entry, event);
    this.#ring.push({ event, epoch, offset, ending, units: entry.length });
    this.#epoch = epoch;
    this.#offset = offset;
  }
}
