import { isLeft } from "fp-ts/lib/Either.js";
import type { SegnoError } from "../errors/segno-error.ts";
import type { Cancel } from "../ports/clock.ts";
import type { Page } from "../ports/event-store.ts";
import type { Notice, Subscription } from "../ports/notifier.ts";
import { type Head, isStale } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import type { Cursor } from "./cursor.ts";
import { createFeed } from "./feed.ts";
import type { LossWatch } from "./loss-watch.ts";
import { createPaging } from "./paging.ts";
import { backoff, bounded, patienceOf, unavailable } from "./persist.ts";
import { createPulling } from "./pulling.ts";
import type { Held } from "./ring.ts";

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
  const feed = createFeed(context, id);
  const paging = createPaging(settings.pageEvents);
  const members = new Set<Member>();
  let subscription: Promise<Subscription> | null = null;
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
    feed.reset(null);
    wakeAll();
  };

  /** Next look: when the lease ends, and no later than the position check. */
  const arm = (ms: number): void => {
    cancelCheck();
    if (closed) return;
    // Not in the background: on an embedded store, nothing else keeps alive a process that waits for an event.
    cancelCheck = clock.after(Math.max(1, Math.min(ms, settings.positionCheckMs)), check);
  };

  const answered = (): void => {
    failures = 0;
    failingSince = null;
  };

  const see = (seen: Pick<Page, "head" | "now">): void => {
    answered();
    feed.see(seen.head);
    if (isStale(seen.head, seen.now)) lossWatch.suspect(id, seen.head);
    const { terminal, leaseUntil, leaseMs } = seen.head;
    const leaseLeft = leaseUntil - seen.now;
    // Past the lease, one more sign of life would begin another: it must not run out unseen.
    arm(terminal ? settings.positionCheckMs : leaseLeft > 0 ? leaseLeft : leaseMs);
  };

  const pullOnce = async (): Promise<void> => {
    if (closed) return;
    const tail = feed.tail();
    if (!tail) {
      // Nobody has reached the head: those who wait for the stream look for themselves.
      arm(settings.positionCheckMs);
      return wakeAll();
    }
    const patience = patienceOf(context, settings.giveUpMs, `follow ${id}`);
    const answer = await bounded(patience, () => store.read(id, tail, paging.limit()));
    if (closed) return;
    if (isLeft(answer)) {
      answered();
      arm(settings.positionCheckMs);
      return disown();
    }
    const page = answer.right;
    paging.saw(page.entries);
    see(page);
    const fresh = feed.takePage(page, tail);
    if (fresh === null) return disown();
    if (fresh > 0) wakeAll();
    const reached = feed.tail()?.offset ?? 0;
    if (page.entries.length > 0 && reached < page.head.offset) pull();
  };

  /** The store did not answer: try again soon, and tell the followers when it takes too long. */
  const failed = (error: unknown): void => {
    if (closed) return;
    failures++;
    failingSince ??= clock.elapsed();
    if (clock.elapsed() - failingSince > settings.giveUpMs) {
      failAll(unavailable(error, `follow ${id}`));
    } else {
      arm(backoff(failures, settings.backoffCapMs));
    }
  };

  const pull = createPulling(pullOnce, failed);

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
    if (parked) feed.shed();
    pull();
  };

  const hear = (notice: Notice): void => {
    if (closed) return;
    if (notice._tag === "appended" && feed.takeNotice(notice)) wakeAll();
    else pull();
  };

  const close = (): void => {
    closed = true;
    cancelCheck();
    feed.reset(null);
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
    after: feed.after,
    adopt: (cursor, seen) => {
      see(seen);
      if (!feed.tail()) feed.reset(cursor);
      else if (feed.after(cursor) === undefined) pull();
    },
    lastHead: feed.head,
    end: failAll,
  };
};
