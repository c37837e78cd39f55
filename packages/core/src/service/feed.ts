import type { Page } from "../ports/event-store.ts";
import type { AppendedNotice } from "../ports/notifier.ts";
import type { Head } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import type { Cursor } from "./cursor.ts";
import { createDecoder } from "./decoder.ts";
import { createRing, type Ring } from "./ring.ts";

/** A ring that takes only what continues it, from notices and from pages. */
export interface Feed<A> {
  readonly tail: Ring<A>["tail"];
  readonly after: Ring<A>["after"];
  readonly shed: Ring<A>["shed"];
  readonly reset: Ring<A>["reset"];
  readonly head: () => Head | null;
  readonly see: (head: Head) => void;
  /** False where the notice does not say all that is new: look for yourself. */
  readonly takeNotice: (notice: AppendedNotice) => boolean;
  /** How many events were new; null where the page does not continue the ring. */
  readonly takePage: (page: Page, asked: Cursor) => number | null;
}

export const createFeed = <A>(context: Context<A>, id: StreamId): Feed<A> => {
  const ring = createRing<A>(context.settings.ringEvents);
  const decode = createDecoder(context, id);
  let head: Head | null = null;

  /** False where one cannot be read: whoever gets that far reads it for itself, and is told. */
  const take = (entries: Page["entries"]): boolean => {
    if (!head) return false;
    try {
      for (const stored of entries) ring.push(decode(stored, head), stored.entry.length);
      return true;
    } catch {
      return false;
    }
  };

  /** The part of a page that follows the tail, which notices may have moved since it was asked for. */
  const following = (page: Page, asked: Cursor): Page["entries"] | null => {
    const tail = ring.tail();
    if (tail?.incarnation !== page.head.incarnation) return null;
    if (tail === asked || page.entries.length === 0) return page.entries;
    const last = page.entries.at(-1);
    if (last && last.offset <= tail.offset) return [];
    const at = page.entries.findIndex(({ offset }) => offset === tail.offset);
    return page.entries[at]?.epoch === tail.epoch ? page.entries.slice(at + 1) : null;
  };

  return {
    tail: ring.tail,
    after: ring.after,
    shed: ring.shed,
    reset: ring.reset,
    head: () => head,
    see: (seen) => {
      head = seen;
    },
    takePage: (page, asked) => {
      const fresh = following(page, asked);
      return fresh && take(fresh) ? fresh.length : null;
    },
    takeNotice: ({ incarnation, epoch, first, last, entries }) => {
      const tail = ring.tail();
      // "last + 1" alone is not enough: it may be that of the next life (hole 13).
      if (tail?.incarnation !== incarnation || tail.epoch !== epoch) return false;
      if (head?.incarnation !== incarnation) return false;
      if (last <= tail.offset) return true;
      if (!entries || first > tail.offset + 1) return false;
      const next = tail.offset + 1;
      const fresh = entries
        .slice(next - first)
        .map((entry, at) => ({ entry, epoch, offset: next + at }));
      return take(fresh);
    },
  };
};
