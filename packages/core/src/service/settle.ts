import { type Either, isLeft, left, right } from "fp-ts/lib/Either.js";
import type { Appended, Batch, Conflict } from "../ports/event-store.ts";
import type { Command, Decision, Refusal } from "../stream/commands.ts";
import { decide } from "../stream/decide.ts";
import type { Head, Seen } from "../stream/head.ts";
import type { Incarnation, StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import { patienceOf, persist, unavailable } from "./persist.ts";

type Appending = Extract<Decision, { _tag: "append" }>;
export type Change = Appending["change"];

export type Settled =
  | {
      readonly _tag: "appended";
      readonly appended: Appended;
      /** The head that was replaced, taken over or ended; null where none was looked at. */
      readonly met: Head | null;
    }
  | { readonly _tag: "removed" }
  /** It had happened before this try: by a lost reply's own doing (`mine`), or by another. */
  | { readonly _tag: "settled"; readonly head: Head; readonly mine: boolean; readonly now: number };

/** When the question was sent that the head answers, on `clock.elapsed()`; and how many were sent. */
export type Timing = { readonly sentAt: number; readonly asked: number };

type Settling = {
  readonly id: StreamId;
  /**
   * Made anew for every try, since it may say how long ago it was asked for. `meant` is the life that was met
   * first: a command that named none means that one from then on, however often it has to be tried.
   */
  readonly command: (meant: Incarnation | undefined, timing: Timing) => Command;
  /** Made anew for every try too; `met` is the head that it would replace, take over or end, null where none was met. */
  readonly batchOf: (change: Change, met: Head | null) => Batch;
  /** On `clock.elapsed()`. */
  readonly until: number;
};

/** Asks the rules what a command comes to, does it, and asks again with the head that a refusal shows. */
export const settle = async <A>(
  context: Context<A>,
  { id, command, batchOf, until }: Settling,
): Promise<Either<Refusal, Settled>> => {
  const { store, clock } = context;
  let timing: Timing = { sentAt: clock.elapsed(), asked: 0 };
  const sending = (): void => {
    timing = { sentAt: clock.elapsed(), asked: timing.asked + 1 };
  };
  const { type } = command(undefined, timing);
  const patience = patienceOf(context, until - clock.elapsed(), `${type} ${id}`);
  const append = (
    { change, expected }: Appending,
    met: Head | null,
  ): Promise<Either<Conflict, Appended>> =>
    persist(patience, () => {
      sending();
      return store.append(id, batchOf(change, met), expected);
    });

  let seen: Seen | null = null;
  let meant: Incarnation | undefined;
  for (;;) {
    meant ??= seen?.head?.incarnation;
    const decided = decide(command(meant, timing), seen);
    if (isLeft(decided)) return decided;
    const decision: Decision = decided.right;
    switch (decision._tag) {
      case "look":
        seen = await persist(patience, () => {
          sending();
          return store.head(id);
        });
        break;
      case "append": {
        const met: Head | null = seen?.head ?? null;
        const answer = await append(decision, met);
        if (!isLeft(answer)) return right({ _tag: "appended", appended: answer.right, met });
        seen = answer.left;
        break;
      }
      case "remove": {
        const { incarnation } = decision;
        let inDoubt = false;
        const answer = await persist(patience, (failures) => {
          inDoubt = failures > 0;
          return store.remove(id, incarnation);
        });
        // A removal whose reply was lost finds nothing the second time, or another life: what it meant is gone.
        if (!isLeft(answer) || inDoubt) return right({ _tag: "removed" });
        seen = answer.left;
        break;
      }
      case "settled":
        return right({ ...decision, now: seen?.now ?? 0 });
      case "resend":
        return left({ _tag: "not-found" });
      default:
        return decision satisfies never;
    }
    if (clock.elapsed() > until) throw unavailable(seen, `${type} ${id}`);
  }
};
