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

const stateOf = async ({ store, id, alike }: Side): Promise<unknown> => {
  const page = await store.read(id, null, 100_000);
  return alike.answer(page);
};

/** One step on both sides: the same answer, and the same stream after it. `then` comes between the two. */
export const stepBoth = async (
  one: Side,
  other: Side,
  step: Act,
  then: (now: number) => void = () => {},
): Promise<void> => {
  const first = await one.session.apply(step);
  const now = nowOf(first);
  if (now !== null) then(now);
  const second = await other.session.apply(step);
  const what = `${showStep(step)}: ${one.name} must answer as ${other.name} does`;
  same(one.alike.answer(first), other.alike.answer(second), what);
  const page = await one.store.read(one.id, null, 100_000);
  then(nowOf(page) ?? 0);
  const came = one.alike.answer(page);
  same(came, await stateOf(other), `After ${showStep(step)} both must hold the same`);
  if (isRight(page)) same(page.right.entries.length, page.right.head.offset, "The log is whole");
};
