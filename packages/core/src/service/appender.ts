import { isLeft } from "fp-ts/lib/Either.js";
import { SegnoError } from "../errors/segno-error.ts";
import type { Conflict } from "../ports/event-store.ts";
import { decide } from "../stream/decide.ts";
import { type Unchanged, unchanged } from "../stream/expected.ts";
import type { Head, Term } from "../stream/head.ts";
import { formatPosition, type Place, positionsOf } from "../stream/position.ts";
import type { Begun } from "./begin.ts";
import type { Context } from "./context.ts";
import { type Ended, endedAt } from "./ended.ts";
import type { Outbox } from "./outbox.ts";
import { persist } from "./persist.ts";
import { endedError, goneError, refusalError } from "./refuse.ts";
import { heartbeatOf } from "./settings.ts";

export type Outcome =
  | { readonly _tag: "ended"; readonly ended: Ended }
  /** Ended by another, or not to be reached: what was not durable never will be. */
  | { readonly _tag: "dead"; readonly error: SegnoError; readonly ended: Ended | null };

export interface Appender {
  /** The place of the last durable event. */
  readonly place: () => Place;
  /** Sends what waits; `evenEmpty` sends an empty batch where nothing does: a sign of life and a question. */
  readonly push: (evenEmpty?: boolean) => void;
  /** On `clock.elapsed()`: when the last append was sent. */
  readonly lastSent: () => number;
  readonly abandon: () => void;
}

type Listener = {
  readonly durable: () => void;
  readonly over: (outcome: Outcome) => void;
};

/** Refusals in a row that brought nothing on: more is a broken store, not a busy stream. */
const mostRefusals = 16;

/**
 * One append in flight; what arrives meanwhile is coalesced into the next. That keeps the order, bounds memory,
 * makes a batch whose reply was lost exact to send again, and needs no timer to build batches.
 */
export const createAppender = <A>(
  context: Context<A>,
  begun: Begun,
  outbox: Outbox,
  listener: Listener,
): Appender => {
  const { store, clock, codec, ids, settings } = context;
  const { id } = begun;
  let term: Term = begun.term;
  let place = begun.place;
  let positionOf = positionsOf(id, place.incarnation, place.epoch);
  let expiresAt: number | null = null;
  let lastSent = clock.elapsed();
  let lastRenewed = lastSent;
  const heartbeatMs = heartbeatOf(settings, term);
  let asked = false;
  let sending = false;
  let over = false;
  let refusals = 0;

  const finish = (outcome: Outcome): void => {
    if (over) return;
    over = true;
    listener.over(outcome);
  };
  const die = (error: SegnoError, ended: Ended | null = null): void =>
    finish({ _tag: "dead", error, ended });

  const stand = (next: Place): void => {
    if (next.epoch !== place.epoch) positionOf = positionsOf(id, next.incarnation, next.epoch);
    place = next;
  };

  const durableUpTo = (offset: number): void => {
    outbox.acknowledge(offset, clock.elapsed(), positionOf);
    stand({ ...place, offset });
  };

  const patience = (doing: string) => ({
    clock,
    backoffCapMs: settings.backoffCapMs,
    until: clock.elapsed() + settings.giveUpMs,
    doing: `${doing} ${id}`,
    abandoned: () => over,
  });

  /** What was acknowledged is gone and no longer kept: the stream must not go on over the hole. */
  const loseWrites = async (head: Head): Promise<void> => {
    const lost = { type: "failed", code: "lost-writes", message: "The store lost events" } as const;
    const entry = codec.terminal({ ...lost, at: clock.now() }, null);
    const end = { terminal: "failed", closer: ids.next() } as const;
    const batch = { entries: [entry], end };
    await persist(patience("fail"), () => store.append(id, batch, unchanged(head)));
    die(
      new SegnoError(
        "lost-writes",
        `The store lost events of stream ${id} that it had acknowledged`,
      ),
    );
  };

  /** A failover forgot this writer's own takeover: take over again, under a name of its own. */
  const retake = async (expected: Unchanged, head: Head): Promise<void> => {
    const again: Term = { ...term, producer: ids.next() };
    const batch = { entries: [], takeOver: again };
    const answer = await persist(patience("take over"), () => store.append(id, batch, expected));
    const standing = isLeft(answer)
      ? answer.left.head
      : { ...head, ...again, ...answer.right.place, ...answer.right };
    // The name tells a takeover whose reply was lost from another's.
    if (standing?.producer !== again.producer) {
      return isLeft(answer) ? resolve(answer.left) : undefined;
    }
    term = again;
    stand({ ...place, epoch: standing.epoch, offset: head.offset });
    if (!outbox.rewind(head.offset)) await loseWrites(standing);
  };

  /** An append was refused: the rules say how the writer goes on. */
  const resolve = async (conflict: Conflict): Promise<void> => {
    if (++refusals > mostRefusals) {
      return die(new SegnoError("store-unavailable", `The store keeps refusing stream ${id}`));
    }
    if (conflict._tag === "too-large") {
      return die(new SegnoError("too-large", `A batch of stream ${id} is too large for the store`));
    }
    if (conflict.stored > 0) durableUpTo(place.offset + conflict.stored);
    const { head, now } = conflict;
    const decided = decide({ type: "continue", place, producer: term.producer }, { head, now });
    if (isLeft(decided)) {
      const refusal = decided.left;
      if (refusal._tag === "ended") {
        const mine = refusal.head.closer === term.producer;
        const ended = endedAt(id, refusal.head, refusal.terminal, mine);
        return mine ? finish({ _tag: "ended", ended }) : die(endedError(id, refusal.head), ended);
      }
      return die(
        refusal._tag === "not-found" ? goneError(id, expiresAt, now) : refusalError(id, refusal),
      );
    }
    const decision = decided.right;
    if (decision._tag === "append" && decision.expected._tag === "unchanged" && head) {
      return retake(decision.expected, head);
    }
    if (decision._tag !== "resend" || !head) return;
    if (outbox.rewind(decision.after.offset)) stand(decision.after);
    else await loseWrites(head);
  };

  const send = async (): Promise<void> => {
    asked = false;
    const { entries, terminal } = outbox.peek();
    const batch = {
      entries,
      ...(terminal && { end: { terminal, closer: term.producer } }),
    };
    const expected = { _tag: "after", ...place, producer: term.producer } as const;
    lastSent = clock.elapsed();
    const answer = await persist(patience("append to"), async (failures) => {
      // A store that takes no chunks (its memory is full) still takes a sign of life, which must not wait (hole 9).
      if (failures > 0 && entries.length > 0 && clock.elapsed() - lastRenewed >= heartbeatMs) {
        const alive = await store.append(id, { entries: [] }, expected);
        if (!isLeft(alive)) lastRenewed = clock.elapsed();
      }
      return store.append(id, batch, expected);
    });
    if (over) return;
    lastRenewed = clock.elapsed();
    if (isLeft(answer)) return resolve(answer.left);
    refusals = 0;
    const { leaseUntil } = answer.right;
    expiresAt = leaseUntil - term.leaseMs + term.activeTtlMs;
    if (entries.length === 0) return;
    durableUpTo(place.offset + entries.length);
    if (terminal) {
      return finish({
        _tag: "ended",
        ended: { terminal, position: formatPosition(id, place), mine: true },
      });
    }
    listener.durable();
  };

  const work = async (): Promise<void> => {
    sending = true;
    try {
      while (!over && (asked || outbox.waiting > 0)) await send();
    } catch (error) {
      die(
        error instanceof SegnoError
          ? error
          : new SegnoError("store-unavailable", String(error), { cause: error }),
      );
    } finally {
      sending = false;
    }
  };

  return {
    place: () => place,
    lastSent: () => lastSent,
    push: (evenEmpty = false) => {
      asked ||= evenEmpty;
      if (sending || over) return;
      sending = true;
      // A burst within one turn goes out as one batch.
      queueMicrotask(() => void work());
    },
    abandon: () => {
      over = true;
    },
  };
};
