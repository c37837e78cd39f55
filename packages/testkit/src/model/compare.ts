import { type EventStore, isRight, type StreamId, type Term } from "@segno/core";
import { same } from "../kit/same.ts";
import { seededIds } from "../kit/seeded-ids.ts";
import { type Alike, createAlike } from "./alike.ts";
import { type Answer, createSession, type Session } from "./session.ts";
import { type Act, showStep } from "./steps.ts";

export type Side = {
  readonly name: string;
  readonly session: Session;
  readonly store: EventStore;
  readonly id: StreamId;
  readonly alike: Alike;
};

export type SideOptions = {
  readonly name: string;
  readonly store: EventStore;
  readonly id: StreamId;
  readonly terms: Omit<Term, "producer">;
  /** Whether both sides tell the same time. */
  readonly times: boolean;
};

/** Both sides mint the same ids, from no clock at all. */
const noClock = { now: () => 1_700_000_000_000, elapsed: () => 0, after: () => () => {} };

export const createSide = ({ name, store, id, terms, times }: SideOptions): Side => {
  const session = createSession({ store, id, terms, ids: seededIds(noClock, 1) });
  return { name, session, store, id, alike: createAlike({ times }) };
};

/** The store's time of an answer. */
export const nowOf = (answer: Answer | null): number | null => {
  if (answer === null) return null;
  if (!("_tag" in answer)) return answer.now;
  return answer._tag === "Left" ? answer.left.now : answer.right.now;
};

/** One step on both sides: the same answer, and the same stream after it. `then` comes between the two. */
export const stepBoth = async (
  one: Side,
  other: Side,
  step: Act,
  then: (now: number) => void = () => {},
): Promise<void> => {
  const take = async ({ session, store, id, alike }: Side, tell: (now: number) => void) => {
    const answer = await session.apply(step);
    const answeredAt = nowOf(answer);
    if (answeredAt !== null) tell(answeredAt);
    return async () => {
      const page = await store.read(id, null, 100_000);
      tell(nowOf(page) ?? 0);
      alike.note(isRight(page) ? page.right.head : null);
      return { answer: alike.answer(answer), state: alike.answer(page), page };
    };
  };
  // In turns: the other side, which may be told the time of the first, answers and is read at the same times.
  const readOne = await take(one, then);
  const readOther = await take(other, () => {});
  const first = await readOne();
  const second = await readOther();
  const what = `${showStep(step)}: ${one.name} must answer as ${other.name} does`;
  same(first.answer, second.answer, what);
  same(first.state, second.state, `After ${showStep(step)} both must hold the same`);
  if (isRight(first.page)) {
    const { entries, head } = first.page.right;
    same(entries.length, head.offset, "The log is whole");
  }
};
