import { isLeft } from "fp-ts/lib/Either.js";
import type { Page } from "../ports/event-store.ts";
import type { TerminalType } from "../stream/events.ts";
import type { Head } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import { type Cursor, cursorAt, placeOf } from "./cursor.ts";
import { createDecoder } from "./decoder.ts";
import type { Hub } from "./hub.ts";
import { createPaging } from "./paging.ts";
import { patienceOf, persist } from "./persist.ts";
import type { Held } from "./ring.ts";
import { verdictOf } from "./verdict.ts";

/** What a read of the store came to. */
export type Turn =
  /** There may be something at hand now. */
  | { readonly _tag: "look" }
  /** Nothing yet: look again when woken, or after so many ms. */
  | { readonly _tag: "wait"; readonly ms: number }
  /** The reader stands behind the terminal. */
  | { readonly _tag: "over"; readonly terminal: TerminalType };

/** Where one follower stands, and the page that it is reading. */
export interface Reader<A> {
  readonly cursor: () => Cursor;
  /** The next event of the page, else of the hub's ring. Throws `bad-entry`. */
  readonly atHand: (hub: Hub<A> | null) => Held<A> | null;
  /** The event was handed over. */
  readonly moveTo: (held: Held<A>) => void;
  /** Reads the next page. Throws the ends that a store's refusal means. */
  readonly readOn: (hub: Hub<A>, abandoned: () => boolean) => Promise<Turn>;
  /** Whether it stands at the hub's tail, and has seen a head: a tail may be the terminal it resumes at. */
  readonly caughtUp: (hub: Hub<A>) => boolean;
  /** How long the store may be out of reach, in ms: one that has read already is more patient. */
  readonly patienceMs: () => number;
  /** Lets go of what was read ahead. */
  readonly shed: () => void;
}

export const createReader = <A>(
  context: Context<A>,
  id: StreamId,
  from: Cursor,
  waitMs: number,
): Reader<A> => {
  const { store, clock, settings } = context;
  const decode = createDecoder(context, id);
  const paging = createPaging(settings.pageEvents);
  const begun = clock.elapsed();
  let cursor = from;
  let page: Page | null = null;
  let pageAt = 0;
  let head: Head | null = null;
  let aheadSince: number | null = null;

  const fromPage = (): Held<A> | null => {
    const stored = page?.entries[pageAt];
    return page && stored ? decode(stored, page.head) : null;
  };

  const patienceMs = (): number => (head ? settings.giveUpMs : settings.commandTimeoutMs);

  /** The last head of the life that this reader is in, whoever of the hub's followers saw it. */
  const latestHead = (hub: Hub<A>): Head | null => {
    const latest = hub.lastHead();
    return head && latest?.incarnation === head.incarnation ? latest : head;
  };

  return {
    cursor: () => cursor,
    atHand: (hub) => fromPage() ?? hub?.after(cursor) ?? null,
    moveTo: (held) => {
      if (page?.entries[pageAt]?.offset === held.offset) pageAt++;
      if (page && pageAt === page.entries.length) page = null;
      cursor = held;
    },
    caughtUp: (hub) => head !== null && hub.after(cursor) === null,
    patienceMs,
    shed: () => {
      page = null;
    },
    readOn: async (hub, abandoned) => {
      const patience = patienceOf(context, patienceMs(), `follow ${id}`, abandoned);
      const answer = await persist(patience, () => store.read(id, placeOf(cursor), paging.limit()));
      if (abandoned()) return { _tag: "look" };
      if (isLeft(answer)) {
        const now = clock.elapsed();
        if (answer.left._tag === "ahead") aheadSince ??= now;
        const verdict = verdictOf(answer.left, {
          id,
          cursor,
          head: latestHead(hub),
          waitLeft: waitMs - (now - begun),
          aheadFor: now - (aheadSince ?? now),
          graceMs: settings.graceMs,
        });
        if (verdict._tag === "end") throw verdict.error;
        const looksAgain = aheadSince === null ? verdict.ms : settings.backoffCapMs;
        return { _tag: "wait", ms: Math.min(verdict.ms, looksAgain) };
      }
      aheadSince = null;
      page = answer.right;
      paging.saw(page.entries);
      pageAt = 0;
      head = page.head;
      const last = page.entries.at(-1);
      if (!last) page = null;
      if (!last && head.terminal) return { _tag: "over", terminal: head.terminal };
      const reached = last ? cursorAt(id, { ...last, incarnation: head.incarnation }) : cursor;
      if (reached.offset === head.offset) hub.adopt(reached, answer.right);
      // Ahead of the hub, which is on its way: it will wake whoever waits.
      const behind = !last && hub.after(cursor) !== null;
      return behind ? { _tag: "wait", ms: settings.backoffCapMs } : { _tag: "look" };
    },
  };
};
