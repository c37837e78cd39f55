import { type Either, left, right } from "fp-ts/lib/Either.js";
import type {
  Command,
  Continue,
  Decision,
  DeclareLost,
  Refusal,
  Remove,
  Start,
  Stop,
} from "./commands.ts";
import { noStream, unchanged } from "./expected.ts";
import { type Head, isStale, lastActivityOf, type Seen } from "./head.ts";

type Decided = Either<Refusal, Decision>;

const look: Decided = right({ _tag: "look" });
const notFound: Decided = left({ _tag: "not-found" });
const settled = (head: Head, mine: boolean): Decided => right({ _tag: "settled", head, mine });

/** The store tells time in whole milliseconds: an age of n is one of less than n + 1. */
const clockGrainMs = 1;

/** P1. The common start costs one round trip: it asks for `no-stream` without looking. */
const decideStart = (start: Start, seen: Seen | null): Decided => {
  const head = seen?.head;
  if (!seen || !head) {
    return right({ _tag: "append", change: "start", expected: noStream });
  }
  if (head.producer === start.call) return settled(head, true);
  const active = !head.terminal && (!isStale(head, seen.now) || start.ifStale === "refuse");
  if (active) return left({ _tag: "stream-active", head, now: seen.now });
  if (head.terminal && start.ifEnded === "refuse") {
    return left({ _tag: "ended", head, terminal: head.terminal });
  }
  // Where the store's clock was set back, a life is at least as old as it became while it was written.
  const age = Math.max(seen.now, lastActivityOf(head)) - head.startedAt + clockGrainMs;
  if (age <= start.askedMsAgo) {
    // Older than the question, but not than the answer: it may have begun before the start was asked for.
    const inDoubt = age > start.askedMsBefore && start.mayLook;
    return inDoubt ? look : left({ _tag: "superseded", head });
  }
  if (head.terminal) {
    return right({ _tag: "append", change: "start", expected: unchanged(head) });
  }
  const change = start.ifStale === "take-over" ? "take-over" : "start";
  return right({ _tag: "append", change, expected: unchanged(head) });
};

/** P5. A stop names the life it means, so a stop whose reply was lost never ends a later one. */
const decideStop = (stop: Stop, seen: Seen | null): Decided => {
  if (!seen) {
    if (!stop.incarnation) return look;
    const expected = { _tag: "live", incarnation: stop.incarnation } as const;
    return right({ _tag: "append", change: "stop", expected });
  }
  const head = seen.head;
  if (!head) return notFound;
  if (stop.incarnation && head.incarnation !== stop.incarnation) {
    return left({ _tag: "superseded", head });
  }
  if (head.terminal) return settled(head, head.closer === stop.call);
  const expected = { _tag: "live", incarnation: head.incarnation } as const;
  return right({ _tag: "append", change: "stop", expected });
};

/** P10. Declares against the head that was first seen: any sign of life since refuses it. */
const decideLost = ({ call, first }: DeclareLost, seen: Seen | null): Decided => {
  if (!seen) {
    return right({ _tag: "append", change: "declare-lost", expected: unchanged(first) });
  }
  const head = seen.head;
  if (!head) return notFound;
  if (head.incarnation !== first.incarnation) return left({ _tag: "superseded", head });
  if (head.terminal) return settled(head, head.closer === call);
  return left({ _tag: "alive", head });
};

/** P2, P3. In the order of the contract's table: other life, ended, other writer, forgotten, resend. */
const decideContinue = ({ place, producer }: Continue, seen: Seen | null): Decided => {
  if (!seen) return look;
  const head = seen.head;
  if (!head) return notFound;
  if (head.incarnation !== place.incarnation) return left({ _tag: "fenced", head });
  if (head.terminal) return left({ _tag: "ended", head, terminal: head.terminal });
  if (head.epoch > place.epoch) return left({ _tag: "fenced", head });
  if (head.epoch < place.epoch) {
    return right({ _tag: "append", change: "take-over", expected: unchanged(head) });
  }
  if (head.producer !== producer) return left({ _tag: "fenced", head });
  const offset = Math.min(head.offset, place.offset);
  return right({ _tag: "resend", after: { ...place, offset } });
};

const decideRemove = (remove: Remove, seen: Seen | null): Decided => {
  if (!seen) {
    return remove.incarnation ? right({ _tag: "remove", incarnation: remove.incarnation }) : look;
  }
  const head = seen.head;
  if (!head) return notFound;
  if (remove.incarnation && head.incarnation !== remove.incarnation) {
    return left({ _tag: "superseded", head });
  }
  return right({ _tag: "remove", incarnation: head.incarnation });
};

/**
 * All rules of the stream layer: what a command comes to, given the head that was met (null: none was
 * looked at yet). Pure; a store only compares and appends.
 */
export const decide = (command: Command, seen: Seen | null): Decided => {
  switch (command.type) {
    case "start":
      return decideStart(command, seen);
    case "stop":
      return decideStop(command, seen);
    case "declare-lost":
      return decideLost(command, seen);
    case "continue":
      return decideContinue(command, seen);
    case "remove":
      return decideRemove(command, seen);
    default:
      return command satisfies never;
  }
};
