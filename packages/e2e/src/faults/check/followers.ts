import { type Violation, violation } from "../frame/violation.ts";
import type { Event, FollowerLog, History, Sitting } from "../log/history.ts";
import { isEnd, placeOf, wordOf } from "./places.ts";

type Reading = { incarnation: string | null; offset: number };

/** How one event follows what its reader saw before. */
const step = (history: History, event: Event, read: Reading): string | null => {
  const place = placeOf(history.stream, event.position);
  if (!place) return "has no position";
  if (place.offset !== event.offset) return `says offset ${event.offset} at ${event.position}`;
  if (place.incarnation !== read.incarnation) {
    if (event.offset !== 1) return "comes from the middle of another life";
    if ((event.reset === true) !== (read.incarnation !== null)) return "hides a reset";
    read.offset = 0;
  }
  read.incarnation = place.incarnation;
  if (event.offset !== read.offset + 1) return `comes after offset ${read.offset}`;
  read.offset = event.offset;
  return null;
};

/** The store holds the last life alone; of an earlier one it is known what was written in it. */
const differs = (history: History, event: Event, stored: ReadonlyMap<string, Event>): boolean => {
  const truth = stored.get(event.position);
  if (truth) return wordOf(truth) !== wordOf(event);
  const life = placeOf(history.stream, event.position)?.incarnation;
  const standing = history.stored?.[0];
  if (standing && placeOf(history.stream, standing.position)?.incarnation === life) return true;
  if (event.type !== "chunk") return false;
  return !history.writers.some(
    ({ name, incarnation }) => name === event.data.w && incarnation === life,
  );
};

/** What a position begins with: its incarnation. */
const lifeOf = (position: string): string => position.slice(0, 26);

const endingOf = (history: History, sitting: Sitting): Violation | null => {
  const { ending, events, after } = sitting;
  const last = events.at(-1);
  if (ending === "open") return violation("D", "it never ended");
  if (ending === "left" || ending === "aborted") return null;
  if (ending !== "terminal") {
    return history.mayEnd.includes(ending) ? null : violation("D", `it ended as ${ending}`);
  }
  if (last) return isEnd(last) ? null : violation("A", `a clean end after ${wordOf(last)}`);
  const reached = history.stored?.at(-1)?.position;
  const sameLife = after !== null && reached?.startsWith(lifeOf(after));
  return !sameLife || reached === after ? null : violation("A", "a clean end without the rest");
};

/** What one reader saw over all its sittings: each life from its start, each event once, in order. */
const checkFollower = (
  history: History,
  { name, stream, sittings }: FollowerLog,
  stored: ReadonlyMap<string, Event>,
): Violation[] => {
  const found: Violation[] = [];
  const read: Reading = { incarnation: null, offset: 0 };
  for (const sitting of sittings) {
    // It was told that the store lost what it had seen.
    const told = sitting.ending === "diverged" && history.mayEnd.includes("diverged");
    for (const event of sitting.events) {
      const wrong =
        step(history, event, read) ??
        (!told && differs(history, event, stored) ? "is not what the store holds" : null);
      if (wrong) {
        found.push(
          violation("A", `${stream}: ${name}: ${wordOf(event)} at ${event.offset} ${wrong}`),
        );
      }
      // One wrong step makes all that follow it look wrong.
      if (found.length > 2) return found;
    }
    const ending = endingOf(history, sitting);
    if (ending) found.push(violation(ending.invariant, `${stream}: ${name}: ${ending.what}`));
  }
  return found;
};

/** A: every follower saw what the store holds, or was told that it did not. */
export const checkFollowers = (history: History): Violation[] => {
  const stored = new Map((history.stored ?? []).map((event) => [event.position as string, event]));
  return history.followers.flatMap((follower) => checkFollower(history, follower, stored));
};
