import type { Ending, Seen } from "../cast/orders.ts";
import { graphemesOf } from "../source/letters.ts";

/** What a reader must have seen. */
export type Expected = {
  readonly text: string;
  readonly ending: Ending;
  readonly events: number;
  /** Of the message, as the message layer folds it. */
  readonly status: string;
  readonly code?: string;
  readonly resets?: number;
  /** A reader that was to be cut and never was proves nothing. */
  readonly leastResumes?: number;
};

const shown = (letters: readonly string[]): string => JSON.stringify(letters.join(""));

/** Where two texts part, in letters, with a little of both. */
const difference = (saw: string, source: string): string => {
  const [a, b] = [graphemesOf(saw), graphemesOf(source)];
  const at = a.findIndex((letter, i) => letter !== b[i]);
  const from = at < 0 ? a.length : at;
  const [mine, theirs] = [a.slice(from, from + 12), b.slice(from, from + 12)];
  return `differs from letter ${from + 1} on: saw ${shown(mine)}, the source has ${shown(theirs)}`;
};

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

/** Everything that a reader saw otherwise than it should have; nothing where all is well. */
export const complaintsAbout = (seen: Seen, expected: Expected): readonly string[] => {
  const { resets = 0, leastResumes = 0, code = null } = expected;
  const complaints: string[] = [];
  const unless = (ok: boolean, complaint: string): void => {
    if (!ok) complaints.push(complaint);
  };
  const ending = (how: string, why: string | null): string => (why ? `${how} (${why})` : how);
  unless(
    seen.ending === expected.ending && seen.code === code,
    `ended as ${ending(seen.ending, seen.code)}, not as ${ending(expected.ending, code)}`,
  );
  if (seen.text !== expected.text) complaints.push(difference(seen.text, expected.text));
  unless(seen.gaps === 0, `${count(seen.gaps, "event")} never came`);
  unless(seen.doubles === 0, `${count(seen.doubles, "event")} came twice`);
  unless(
    seen.events === expected.events,
    `saw ${count(seen.events, "event")} where ${expected.events} are stored`,
  );
  unless(seen.resets === resets, `${count(seen.resets, "reset")} where ${resets} was due`);
  unless(seen.resumes >= leastResumes, `was cut ${seen.resumes} times, too few to prove a thing`);
  unless(
    seen.message?.content === expected.text,
    "the message folded from its events says something else",
  );
  const status = seen.message?.status ?? "missing";
  unless(status === expected.status, `its message is ${status}, not ${expected.status}`);
  return complaints;
};
