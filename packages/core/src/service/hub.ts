import { isLeft } from "fp-ts/lib/Either.js";
import type { SegnoError } from "../errors/segno-error.ts";
import type { Cancel } from "../ports/clock.ts";
import type { Page } from "../ports/event-store.ts";
import type { AppendedNotice, Notice, Subscription } from "../ports/notifier.ts";
import { type Head, isStale } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import type { Cursor } from "./cursor.ts";
import { createDecoder } from "./decoder.ts";
import type { LossWatch } from "./loss-watch.ts";
import { backoff, unavailable } from "./persist.ts";
import { createRing, type Held } from "./ring.ts";

/** One follower, as its hub sees it. */
export interface Member {
  /** There may be something new: look again. */
  readonly wake: () => void;
  /** Since when, as far as these calls saw, nobody pulls; null while someone waits for the next event. */
  readonly unpulledSince: (now: number) => number | null;
  /** Nobody pulled for long: let go of the hub, and of what was read ahead. */
  readonly detach: () => void;
  readonly fail: (error: SegnoError) => void;
}

/** All live followers of one stream in this process: one subscription, one check, each event decoded once (P14). */
export interface Hub<A> {
  readonly join: (member: Member) => void;
  readonly leave: (member: Member) => void;
  /** Resolves once the subscription is up; rejects with `store-unavailable`. */
  readonly confirmed: () => Promise<void>;
  /** The event after the cursor; null when caught up; undefined when it must be read from the store. */
  readonly after: (cursor: Cursor) => Held<A> | null | undefined;
  /** A follower has read up to the head: live goes on from there. */
  readonly adopt: (cursor: Cursor, seen: Pick<Page, "head" | "now">) => void;
  /** The last head that anybody saw. */
  readonly lastHead: () => Head | null;
  /** The service is closing: every follower ends with `closed`. */
  readonly end: (error: SegnoError) => void;
}

export const createHub = <A>(
  context: Context<A>,
  id: StreamId,
  lossWatch: LossWatch,
  onEmpty: () => void,
): Hub<A> => {
  const { store, notifier, clock, settings } = context;
  const ring = createRing<A>(settings.ringEvents);
  const decode = createDecoder(context, id);
  const members = new Set<Member>();
  let subscription: Promise<Subscription> | null = null;
  let head: Head | null = null;
  let pulling: Promise<void> | null = null;
  let pullAgain = false;
  let failures = 0;
  let failingSince: number | null = null;
  let cancelCheck: Cancel = () => {};
  let closed = false;

  const wakeAll = (): void => {
    for (const member of members) member.wake();
  };

  const failAll = (error: SegnoError): void => {
    for (const member of [...members]) member.fail(error);
  };

  /** Nobody knows better than the store: every follower reads for itself. */
  const disown = (): void => {
    ring.reset(null);
    wakeAll();
  };

  /** Next look: when the lease ends, and no later than the position check. */
  const arm = (ms: number): void => {
    cancelCheck();
    if (closed) return;
    cancelCheck = clock.after(
      Math.max(1, Math.min(ms, settings.positionCheckMs)),
      check,
      "background",
    );
  };

  const see = (seen: Pick<Page, "head" | "now">): void => {
    head = seen.head;
    failures = 0;
    failingSince = null;
    if (isStale(seen.head, seen.now)) lossWatch.suspect(id, seen.head);
    const leaseLeft = seen.head.leaseUntil - seen.now;
    arm(seen.head.terminal === undefined && leaseLeft > 0 ? leaseLeft : settings.positionCheckMs);
  };

  /** Takes over events that continue the ring; false where one cannot be read. */
  const take = (entries: Page["entries"]): boolean => {
    if (!head) return false;
    try {
      for (const stored of entries) ring.push(decode(stored, head));
      return true;
    } catch {
      return false;
    }
  };

  /** The part of a page that follows the ring's tail, which notices may have moved since it was asked for. */
  const following = (page: Page, asked: Cursor): Page["entries"] | null => {
    const tail = ring.tail();
    if (!tail || tail.incarnation !== page.head.incarnation) return null;
    if (tail === asked || page.entries.length === 0) return page.entries;
    const last = page.entries.at(-1);
    if (last && last.offset <= tail.offset) return [];
    const at = page.entries.findIndex(({ offset }) => offset === tail.offset);
    return page.entries[at]?.epoch === tail.epoch ? page.entries.slice(at + 1) : null;
  };

  const pullOnce = async (): Promise<void> => {
    const tail = ring.tail();
    if (!tail) {
      // Nobody has reached the head: those who wait for the stream look for themselves.
      arm(settings.positionCheckMs);
      return wakeAll();
    }
    const answer = await store.read(id, tail, settings.pageEvents);
    if (closed) return;
    if (isLeft(answer)) {
      failures = 0;
      failingSince = null;
      arm(settings.positionCheckMs);
      return disown();
    }
    const page = answer.right;
    see(page);
    const fresh = following(page, tail);
    if (!fresh || !take(fresh)) return disown();
    if (fresh.length > 0) wakeAll();
    const reached = ring.tail()?.offset ?? 0;
    if (page.entries.length > 0 && reached < page.head.offset) pullAgain = true;
  };

  /** The store did not answer: try again soon, and tell the followers when it takes too long. */
  const failed = (error: unknown): void => {
    failures++;
    failingSince ??= clock.elapsed();
    if (clock.elapsed() - failingSince > settings.giveUpMs) {
      failAll(unavailable(error, `follow ${id}`));
    } else {
      arm(backoff(failures, settings.backoffCapMs));
    }
  };

  const pull = (): Promise<void> => {
    pullAgain = true;
    pulling ??= (async () => {
      try {
        while (pullAgain && !closed) {
          pullAgain = false;
          await pullOnce();
        }
      } catch (error) {
        if (!closed) failed(error);
      } finally {
        pulling = null;
      }
    })();
    return pulling;
  };

  const check = (): void => {
    const now = clock.elapsed();
    let parked = true;
    for (const member of [...members]) {
      const since = member.unpulledSince(now);
      if (since === null) continue;
      parked = false;
      if (now - since >= settings.lingerMs) member.detach();
    }
    if (closed) return;
    if (parked) ring.shed();
    void pull();
  };

  const hear = (notice: Notice): void => {
    if (closed) return;
    if (notice._tag !== "appended" || !continues(notice)) return void pull();
    wakeAll();
  };

  /** Uses a notice's events where they continue the ring's life, epoch and offset; drops what is older. */
  const continues = (notice: AppendedNotice): boolean => {
    const tail = ring.tail();
    if (tail?.incarnation !== notice.incarnation || tail.epoch !== notice.epoch) return false;
    if (head?.incarnation !== notice.incarnation) return false;
    const { first, last, entries, epoch } = notice;
    if (last <= tail.offset) return true;
    if (!entries || first > tail.offset + 1) return false;
    const fresh = entries
      .slice(tail.offset + 1 - first)
      .map((entry, at) => ({ entry, epoch, offset: tail.offset + 1 + at }));
    return take(fresh);
  };

  const close = (): void => {
    closed = true;
    cancelCheck();
    ring.reset(null);
    subscription?.then((open) => open.close()).catch(() => {});
    onEmpty();
  };

  return {
    join: (member) => {
      if (members.size === 0) arm(settings.positionCheckMs);
      members.add(member);
    },
    leave: (member) => {
      if (members.delete(member) && members.size === 0 && !closed) close();
    },
    confirmed: async () => {
      subscription ??= notifier.subscribe(id, "events", hear);
      const attempt = subscription;
      try {
        await attempt;
      } catch (error) {
        if (subscription === attempt) subscription = null;
        throw error;
      }
    },
    after: (cursor) => ring.after(cursor),
    adopt: (cursor, seen) => {
      see(seen);
      if (!ring.tail()) ring.reset(cursor);
      else if (ring.after(cursor) === undefined) void pull();
    },
    lastHead: () => head,
    end: failAll,
  };
};
