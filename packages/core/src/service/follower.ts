import { isSegnoError, SegnoError } from "../errors/segno-error.ts";
import type { Cancel } from "../ports/clock.ts";
import { isTerminal, type Recorded } from "../stream/events.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import type { Cursor } from "./cursor.ts";
import type { Ending } from "./ending.ts";
import type { Hub, Member } from "./hub.ts";
import { createMailbox } from "./mailbox.ts";
import { patienceOf, persist, unavailable } from "./persist.ts";
import { createReader, type Reader } from "./reader.ts";
import type { Held } from "./ring.ts";

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

export type Follower<A> = {
  readonly next: () => Promise<Step<A>>;
  readonly leave: () => void;
  readonly ended: Promise<Ending>;
};

/**
 * One reader as an iterator. It is attached to its hub only while it is pulled, so a slow or forgotten reader
 * holds nothing (P12, P13).
 */
export const createFollower = <A>(options: FollowerOptions<A>): Follower<A> => {
  const { context, id, signal, hubOf } = options;
  const { clock } = context;
  const mailbox = createMailbox<Step<A>>();
  let reader: Reader<A> | null = null;
  let hub: Hub<A> | null = null;
  /** The hub, once its subscription was seen to be up. */
  let confirmed: Hub<A> | null = null;
  let pulled = false;
  let unpulled: number | null = null;
  let ending: Ending | null = null;
  /** An end that came while nobody pulled: the next pull tells it. */
  let untold: { readonly reason: unknown } | null = null;
  let seeking = false;
  let woken = false;
  let unpause: (() => void) | null = null;
  let settleEnded: (how: Ending) => void = () => {};
  const ended = new Promise<Ending>((resolve) => {
    settleEnded = resolve;
  });

  const detach = (): void => {
    reader?.shed();
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
    unpause?.();
    settleEnded(how);
  };

  /** Ends with a reason that somebody has to be told. */
  const end = (how: Ending, reason: unknown): void => {
    if (ending) return;
    finish(how);
    if (!mailbox.waiting()) untold = { reason };
    mailbox.refuse(reason);
  };

  const abort = (): void => {
    if (!signal || ending) return;
    end({ _tag: "aborted", reason: signal.reason }, signal.reason);
  };

  const broken = (cause: unknown): void => {
    const error = isSegnoError(cause) ? cause : unavailable(cause, `follow ${id}`);
    end({ _tag: "error", error }, error);
  };

  /** Hands an event over, and ends with the terminal one. */
  const deliver = (from: Reader<A>, held: Held<A>): Step<A> => {
    const { event, incarnation } = held;
    const before = from.cursor();
    const reset = before.offset > 0 && before.incarnation !== incarnation;
    from.moveTo(held);
    if (isTerminal(event)) finish({ _tag: event.type, event });
    return { done: false, value: reset ? { ...event, reset: true } : event };
  };

  const atHand = (): Step<A> | null => {
    const held = reader?.atHand(hub);
    return reader && held ? deliver(reader, held) : null;
  };

  /** Something may have come: whoever waits gets it in this very turn where it is at hand. */
  const wake = (): void => {
    woken = true;
    unpause?.();
    if (!mailbox.waiting() || seeking || ending) return;
    try {
      const step = atHand();
      if (step) mailbox.give(step);
      else seek();
    } catch (error) {
      broken(error);
    }
  };

  const member: Member = {
    wake,
    unpulledSince: (now) => {
      if (mailbox.waiting()) return null;
      // No clock is read on the path of an event: the hub's own rhythm is fine enough.
      if (pulled || unpulled === null) unpulled = now;
      pulled = false;
      return unpulled;
    },
    detach,
    fail: broken,
  };

  const attach = async (): Promise<Hub<A>> => {
    if (ending) throw new SegnoError("closed", `Nobody follows ${id} any more`);
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

  const pause = (ms: number): Promise<void> => {
    if (woken || ending) return Promise.resolve();
    return new Promise((resolve) => {
      let cancel: Cancel = () => {};
      unpause = () => {
        unpause = null;
        cancel();
        resolve();
      };
      cancel = clock.after(ms, unpause);
    });
  };

  const abandoned = (): boolean => ending !== null;

  /** The way of an event that is not at hand; null when there is none yet, and the hub will wake. */
  const fetch = async (from: Reader<A>): Promise<Step<A> | null> => {
    while (!ending) {
      const patience = patienceOf(context, from.patienceMs(), `follow ${id}`, abandoned);
      // Subscribed, then read: what comes between the two is announced (P8).
      const live = await persist(patience, attach);
      if (ending) break;
      woken = false;
      const step = atHand();
      if (step) return step;
      if (from.caughtUp(live)) return null;
      const turn = await from.readOn(live, abandoned);
      if (turn._tag === "wait") await pause(turn.ms);
      if (turn._tag === "over") finish({ _tag: turn.terminal, event: null });
    }
    return done;
  };

  const seek = (): void => {
    reader ??= createReader(context, id, options.from, options.waitMs);
    seeking = true;
    fetch(reader).then(
      (step) => {
        seeking = false;
        if (step) mailbox.give(step);
        else if (woken) wake();
      },
      (error: unknown) => {
        seeking = false;
        broken(error);
      },
    );
  };

  const pull = (): Promise<Step<A>> => {
    if (untold) {
      const { reason } = untold;
      untold = null;
      return Promise.reject(reason);
    }
    if (ending) return Promise.resolve(done);
    pulled = true;
    if (signal?.aborted) {
      finish({ _tag: "aborted", reason: signal.reason });
      return Promise.reject(signal.reason);
    }
    try {
      const step = atHand();
      if (step) return Promise.resolve(step);
    } catch {
      // An entry that cannot be read: met again, and reported, on the way below.
    }
    return mailbox.ask(() => {
      // Caught up with a hub that is live: it will wake, and there is nothing to do until then.
      const caughtUp = reader && confirmed && reader.caughtUp(confirmed);
      if (!caughtUp) seek();
    });
  };

  return {
    next: () => mailbox.turn(pull),
    leave: () => {
      untold = null;
      finish({ _tag: "left" });
      mailbox.give(done);
    },
    ended,
  };
};
