import { isLeft } from "fp-ts/lib/Either.js";
import { SegnoError } from "../errors/segno-error.ts";
import type { Conflict } from "../ports/event-store.ts";
import type { Refusal } from "../stream/commands.ts";
import { decide } from "../stream/decide.ts";
import { type Unchanged, unchanged } from "../stream/expected.ts";
import type { Head, Term } from "../stream/head.ts";
import type { Context } from "./context.ts";
import { type Ended, endedAt } from "./ended.ts";
import type { Outbox } from "./outbox.ts";
import { type Patience, persist } from "./persist.ts";
import { endedError, goneError, refusalError } from "./refuse.ts";
import type { Seat } from "./seat.ts";

export type Outcome =
  | { readonly _tag: "ended"; readonly ended: Ended }
  /** Ended by another, or not to be reached: what was not durable never will be. */
  | { readonly _tag: "dead"; readonly error: SegnoError; readonly ended: Ended | null };

type HealingOptions<A> = {
  readonly context: Context<A>;
  readonly seat: Seat;
  readonly outbox: Outbox;
  readonly patience: (doing: string) => Patience;
  readonly finish: (outcome: Outcome) => void;
  /** When the stream would expire by what the writer last heard; null before it heard anything. */
  readonly expiresAt: () => number | null;
};

/** Refusals in a row that brought nothing on: more is a broken store, not a busy stream. */
const mostRefusals = 16;

/** What a writer does about a refused append: settle what is durable, and go on or end as the rules say. */
export const createHealing = <A>(
  options: HealingOptions<A>,
): { readonly resolve: (conflict: Conflict) => Promise<void>; readonly wentOn: () => void } => {
  const { context, seat, outbox, patience, finish, expiresAt } = options;
  const { store, clock, codec, ids } = context;
  const { id } = seat;
  let refusals = 0;

  const die = (error: SegnoError, ended: Ended | null = null): void =>
    finish({ _tag: "dead", error, ended });

  const lost = (): SegnoError =>
    new SegnoError("lost-writes", `The store lost events of stream ${id} that it had acknowledged`);

  /** What was acknowledged is gone and no longer kept: the stream must not go on over the hole. */
  const loseWrites = async (head: Head): Promise<void> => {
    const failed = {
      type: "failed",
      code: "lost-writes",
      message: "The store lost events",
    } as const;
    const entry = codec.terminal({ ...failed, at: clock.now() }, null);
    const end = { terminal: "failed", closer: ids.next() } as const;
    const batch = { entries: [entry], end };
    await persist(patience("fail"), () => store.append(id, batch, unchanged(head)));
    die(lost());
  };

  /** A failover forgot this writer's own takeover: take over again, under a name of its own. */
  const retake = async (expected: Unchanged, head: Head): Promise<void> => {
    // The writer it had taken over from never heard of it, and wrote on: the stream is that one's again.
    if (!seat.isOwn(head.producer, head.offset)) {
      return die(outbox.acknowledged > 0 ? lost() : refusalError(id, { _tag: "fenced", head }));
    }
    const again: Term = { ...seat.term(), producer: ids.next() };
    const batch = { entries: [], takeOver: again };
    const answer = await persist(patience("take over"), () => store.append(id, batch, expected));
    const standing = isLeft(answer)
      ? answer.left.head
      : { ...head, ...again, ...answer.right.place, ...answer.right };
    // The name tells a takeover whose reply was lost from another's.
    if (standing?.producer !== again.producer) {
      return isLeft(answer) ? resolve(answer.left) : undefined;
    }
    seat.take(again, { ...seat.place(), epoch: standing.epoch, offset: head.offset });
    if (!outbox.rewind(head.offset)) await loseWrites(standing);
  };

  const endBy = (refusal: Refusal, now: number): void => {
    if (refusal._tag === "ended") {
      const { head, terminal } = refusal;
      const mine = head.closer === seat.term().producer;
      const ended = endedAt(id, head, terminal, mine);
      if (mine) finish({ _tag: "ended", ended });
      else die(endedError(id, head), ended);
    } else {
      const gone = refusal._tag === "not-found";
      die(gone ? goneError(id, expiresAt(), now) : refusalError(id, refusal));
    }
  };

  const resolve = async (conflict: Conflict): Promise<void> => {
    if (++refusals > mostRefusals) {
      return die(new SegnoError("store-unavailable", `The store keeps refusing stream ${id}`));
    }
    if (conflict._tag === "too-large") {
      return die(new SegnoError("too-large", `A batch of stream ${id} is too large for the store`));
    }
    const { head, now, stored } = conflict;
    if (stored > 0) {
      const offset = seat.place().offset + stored;
      outbox.acknowledge(offset, clock.elapsed(), seat.positionOf);
      seat.moveTo({ ...seat.place(), offset });
    }
    const { producer } = seat.term();
    const decided = decide({ type: "continue", place: seat.place(), producer }, { head, now });
    if (isLeft(decided)) return endBy(decided.left, now);
    const decision = decided.right;
    if (decision._tag === "append" && decision.expected._tag === "unchanged" && head) {
      return retake(decision.expected, head);
    }
    if (decision._tag !== "resend" || !head) return;
    if (outbox.rewind(decision.after.offset)) seat.moveTo(decision.after);
    else await loseWrites(head);
  };

  return {
    resolve,
    wentOn: () => {
      refusals = 0;
    },
  };
};
