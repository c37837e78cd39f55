import { type Either, isLeft } from "fp-ts/lib/Either.js";
import { SegnoError } from "../errors/segno-error.ts";
import type { Appended, Batch, Conflict } from "../ports/event-store.ts";
import type { Refusal } from "../stream/commands.ts";
import { decide } from "../stream/decide.ts";
import { type Unchanged, unchanged } from "../stream/expected.ts";
import type { Head, Term } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
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
export class Healing<A> {
  readonly #options: HealingOptions<A>;
  #refusals = 0;

  constructor(options: HealingOptions<A>) {
    this.#options = options;
  }

  /** An append was taken. */
  wentOn(): void {
    this.#refusals = 0;
  }

  async resolve(conflict: Conflict): Promise<void> {
    const { context, seat, outbox } = this.#options;
    const { id } = seat;
    if (++this.#refusals > mostRefusals) {
      return this.#die(
        new SegnoError("store-unavailable", `The store keeps refusing stream ${id}`),
      );
    }
    if (conflict._tag === "too-large") {
      return this.#die(
        new SegnoError("too-large", `A batch of stream ${id} is too large for the store`),
      );
    }
    const { head, now, stored } = conflict;
    if (stored > 0) {
      const offset = seat.after.offset + stored;
      outbox.acknowledge(offset, context.clock.elapsed(), seat);
      seat.advanceTo(offset);
    }
    const { producer } = seat.term;
    const decided = decide({ type: "continue", place: seat.after, producer }, { head, now });
    if (isLeft(decided)) return this.#endBy(decided.left, now);
    const decision = decided.right;
    if (decision._tag === "append" && decision.expected._tag === "unchanged" && head) {
      return this.#retake(decision.expected, head);
    }
    if (decision._tag !== "resend" || !head) return;
    if (outbox.rewind(decision.after.offset)) {
      seat.moveTo(decision.after);
      context.tally.appends.healedGaps++;
    } else await this.#loseWrites(head);
  }

  #die(error: SegnoError, ended: Ended | null = null): void {
    this.#options.finish({ _tag: "dead", error, ended });
  }

  #lost(): SegnoError {
    const { id } = this.#options.seat;
    return new SegnoError(
      "lost-writes",
      `The store lost events of stream ${id} that it had acknowledged`,
    );
  }

  /** What was acknowledged is gone and no longer kept: the stream must not go on over the hole. */
  async #loseWrites(head: Head): Promise<void> {
    const { context, seat } = this.#options;
    const failed = {
      type: "failed",
      code: "lost-writes",
      message: "The store lost events",
    } as const;
    const entry = context.codec.terminal({ ...failed, at: context.clock.now() }, null);
    const end = { terminal: "failed", closer: context.ids.next() } as const;
    await this.#append("fail", { entries: [entry], end }, unchanged(head), seat.id);
    this.#die(this.#lost());
  }

  /** A failover forgot this writer's own takeover: take over again, under a name of its own. */
  async #retake(expected: Unchanged, head: Head): Promise<void> {
    const { context, seat, outbox } = this.#options;
    // The writer it had taken over from never heard of it, and wrote on: the stream is that one's again.
    if (!seat.isOwn(head.producer, head.offset)) {
      const fenced = refusalError(seat.id, { _tag: "fenced", head });
      return this.#die(outbox.acknowledged > 0 ? this.#lost() : fenced);
    }
    const again: Term = { ...seat.term, producer: context.ids.next() };
    const batch = { entries: [], takeOver: again };
    const answer = await this.#append("take over", batch, expected, seat.id);
    const standing = isLeft(answer)
      ? answer.left.head
      : { ...head, ...again, ...answer.right.place, ...answer.right };
    // The name tells a takeover whose reply was lost from another's.
    if (standing?.producer !== again.producer) {
      return isLeft(answer) ? this.resolve(answer.left) : undefined;
    }
    seat.take(again, { ...seat.after, epoch: standing.epoch, offset: head.offset });
    if (!outbox.rewind(head.offset)) await this.#loseWrites(standing);
  }

  #endBy(refusal: Refusal, now: number): void {
    const { seat, finish, expiresAt } = this.#options;
    const { id, term } = seat;
    if (refusal._tag === "ended") {
      const { head, terminal } = refusal;
      const mine = head.closer === term.producer;
      const ended = endedAt(id, head, terminal, mine);
      if (mine) finish({ _tag: "ended", ended });
      else this.#die(endedError(id, head), ended);
    } else {
      const gone = refusal._tag === "not-found";
      this.#die(gone ? goneError(id, expiresAt(), now) : refusalError(id, refusal));
    }
  }

  #append(
    doing: string,
    batch: Batch,
    expected: Unchanged,
    id: StreamId,
  ): Promise<Either<Conflict, Appended>> {
    const { context, patience } = this.#options;
    return persist(patience(doing), () => context.store.append(id, batch, expected));
  }
}
