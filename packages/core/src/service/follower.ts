import { isLeft } from "fp-ts/lib/Either.js";
import { isSegnoError, type SegnoError } from "../errors/segno-error.ts";
import type { Cancel } from "../ports/clock.ts";
import type { Page } from "../ports/event-store.ts";
import { isTerminal, type Recorded } from "../stream/events.ts";
import type { Head } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import { type Cursor, cursorAt, placeOf } from "./cursor.ts";
import { createDecoder } from "./decoder.ts";
import type { Ending } from "./ending.ts";
import type { Hub, Member } from "./hub.ts";
import { persist, unavailable } from "./persist.ts";
import type { Held } from "./ring.ts";
import { verdictOf } from "./verdict.ts";

type FollowerOptions<A> = {
  readonly context: Context<A>;
  readonly id: StreamId;
  readonly from: Cursor;
  readonly signal: AbortSignal | undefined;
  /** How long to wait for a stream that is not there, from the first pull on. */
  readonly waitMs: number;
  readonly hubOf: () => Hub<A>;
};

export type Step<A> = IteratorResult<Recorded<A>, undefined>;
const done: Step<never> = { done: true, value: undefined };

type Waiter<A> = {
  readonly resolve: (step: Step<A>) => void;
  readonly reject: (error: unknown) => void;
};

export type Follower<A> = {
  readonly next: () => Promise<Step<A>>;
  readonly leave: () => void;
  readonly ended: Promise<Ending>;
};

/**
 * One reader: a cursor that takes events from its hub's ring, and from the store where the ring does not reach.
 * It is attached to the hub only while it is pulled, so a slow or forgotten reader holds nothing (P12, P13).
 */
export const createFollower = <A>(options: FollowerOptions<A>): Follower<A> => {
  const { context, id, signal, waitMs, hubOf } = options;
  const { store, clock, settings } = context;
  const decode = createDecoder(context, id);
  let cursor = options.from;
  let page: Page | null = null;
  let pageAt = 0;
  let hub: Hub<A> | null = null;
  /** The hub, once its subscription was seen to be up. */
  let confirmed: Hub<A> | null = null;
  let head: Head | null = null;
  let pulled = false;
  let unpulled: number | null = null;
  let waiter: Waiter<A> | null = null;
  let last: Promise<unknown> | null = null;
  let ending: Ending | null = null;
  let failure: SegnoError | null = null;
  /** The caller's abort came while nobody pulled: the next pull tells it. */
  let untold = false;
  let seeking = false;
  let woken = false;
  let unpark: (() => void) | null = null;
  let firstPull: number | null = null;
  let aheadSince: number | null = null;
  let settleEnded: (how: Ending) => void = () => {};
  const ended = new Promise<Ending>((resolve) => {
    settleEnded = resolve;
  });

  const detach = (): void => {
    page = null;
    if (!hub) return;
    const left = hub;
    hub = null;
    confirmed = null;
    signal?.removeEventListener("abort", abort);
    left.leave(member);
  };

  /** Ends for good: lets go of everything, at once. */
  const finish = (how: Ending): void => {
    if (ending) return;
    ending = how;
    detach();
    unpark?.();
    settleEnded(how);
  };

  const give = (step: Step<A>): void => {
    const waiting = waiter;
    waiter = null;
    waiting?.resolve(step);
  };

  const refuse = (reason: unknown): void => {
    const waiting = waiter;
    waiter = null;
    waiting?.reject(reason);
  };

  const abort = (): void => {
    if (!signal || ending) return;
    finish({ _tag: "aborted", reason: signal.reason });
    untold = !waiter;
    refuse(signal.reason);
  };

  const broken = (cause: unknown): void => {
    const error = isSegnoError(cause) ? cause : unavailable(cause, `follow ${id}`);
    finish({ _tag: "error", error });
    refuse(error);
  };

  /** Something may have come: whoever waits gets it in this very turn where it is at hand. */
  const wake = (): void => {
    woken = true;
    unpark?.();
    if (!waiter || seeking || ending) return;
    try {
      const step = failure ? null : atHand();
      if (step) give(step);
      else seek();
    } catch (error) {
      broken(error);
    }
  };

  const member: Member = {
    wake,
    unpulledSince: (now) => {
      if (waiter) return null;
      // No clock is read on the path of an event: the hub's own rhythm is fine enough.
      if (pulled || unpulled === null) unpulled = now;
      pulled = false;
      return unpulled;
    },
    detach,
    fail: (error) => {
      failure = error;
      wake();
    },
  };

  const attach = async (): Promise<Hub<A>> => {
    if (!hub) {
      hub = hubOf();
      hub.join(member);
      signal?.addEventListener("abort", abort, { once: true });
    }
    const joined = hub;
    await joined.confirmed();
    confirmed = joined;
    return joined;
  };

  /** Hands an event over, and ends with the terminal one. */
  const deliver = (held: Held<A>): Step<A> => {
    const { event } = held;
    const reset = cursor.offset > 0 && cursor.incarnation !== held.incarnation;
    cursor = held;
    aheadSince = null;
    if (isTerminal(event)) finish({ _tag: event.type, event });
    return { done: false, value: reset ? { ...event, reset: true } : event };
  };

  const fromPage = (): Step<A> | null => {
    const stored = page?.entries[pageAt];
    if (!page || !stored) return null;
    const held = decode(stored, page.head);
    pageAt++;
    return deliver(held);
  };

  const fromRing = (): Step<A> | null => {
    const held = hub?.after(cursor);
    return held ? deliver(held) : null;
  };

  const atHand = (): Step<A> | null => fromPage() ?? fromRing();

  const pause = (ms: number): Promise<void> => {
    if (woken || ending) return Promise.resolve();
    return new Promise((resolve) => {
      let cancel: Cancel = () => {};
      unpark = () => {
        unpark = null;
        cancel();
        resolve();
      };
      cancel = clock.after(ms, unpark);
    });
  };

  const patience = () => ({
    clock,
    backoffCapMs: settings.backoffCapMs,
    until: clock.elapsed() + (head ? settings.giveUpMs : settings.commandTimeoutMs),
    doing: `follow ${id}`,
    abandoned: () => ending !== null,
  });

  /** Reads the next page, or waits where the store says that there is none yet. */
  const readOn = async (live: Hub<A>): Promise<void> => {
    const answer = await persist(patience(), () =>
      store.read(id, placeOf(cursor), settings.pageEvents),
    );
    if (ending) return;
    if (isLeft(answer)) {
      const now = clock.elapsed();
      if (answer.left._tag === "ahead") aheadSince ??= now;
      const latest = live.lastHead();
      const verdict = verdictOf(answer.left, {
        id,
        cursor,
        head: head && latest?.incarnation === head.incarnation ? latest : head,
        waitLeft: waitMs - (now - (firstPull ?? now)),
        aheadFor: now - (aheadSince ?? now),
        graceMs: settings.graceMs,
      });
      if (verdict._tag === "end") throw verdict.error;
      await pause(aheadSince === null ? verdict.ms : Math.min(verdict.ms, settings.backoffCapMs));
      return;
    }
    page = answer.right;
    pageAt = 0;
    head = page.head;
    const stored = page.entries.at(-1);
    if (!stored && head.terminal) return finish({ _tag: head.terminal, event: null });
    const { incarnation } = head;
    const reached = stored
      ? cursorAt(id, { incarnation, epoch: stored.epoch, offset: stored.offset })
      : cursor;
    if (reached.offset === head.offset) live.adopt(reached, page);
  };

  /** The way of an event that is not at hand; null when there is none yet, and the hub will wake. */
  const fetch = async (): Promise<Step<A> | null> => {
    while (!ending) {
      if (failure) throw failure;
      const live = await persist(patience(), attach);
      if (ending) break;
      woken = false;
      const step = atHand();
      if (step) return step;
      if (live.after(cursor) === null) return null;
      await readOn(live);
    }
    return done;
  };

  const seek = (): void => {
    seeking = true;
    fetch().then(
      (step) => {
        seeking = false;
        if (step) give(step);
        else if (woken) wake();
      },
      (error: unknown) => {
        seeking = false;
        broken(error);
      },
    );
  };

  const next = (): Promise<Step<A>> => {
    if (waiter && last) {
      const after = last.then(next, next);
      last = after;
      return after;
    }
    if (untold) {
      untold = false;
      return Promise.reject(signal?.reason);
    }
    if (ending) return Promise.resolve(done);
    firstPull ??= clock.elapsed();
    pulled = true;
    if (signal?.aborted) {
      finish({ _tag: "aborted", reason: signal.reason });
      return Promise.reject(signal.reason);
    }
    try {
      const step = failure ? null : atHand();
      if (step) return Promise.resolve(step);
    } catch {
      // An entry that cannot be read: met again, and reported, on the way below.
    }
    const given = new Promise<Step<A>>((resolve, reject) => {
      waiter = { resolve, reject };
    });
    last = given;
    // Caught up with a hub that is live: it will wake, and there is nothing to do until then.
    if (failure || confirmed?.after(cursor) !== null) seek();
    return given;
  };

  return {
    next,
    leave: () => {
      untold = false;
      finish({ _tag: "left" });
      give(done);
    },
    ended,
  };
};
