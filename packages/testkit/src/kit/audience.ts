import { type Follow, isTerminal, type Recorded, type Streams } from "@segno/core";
import { demand } from "./law.ts";
import { same } from "./same.ts";
import type { Said, Stage } from "./stage.ts";

/** What one reader saw, and how it ended. */
export type Seen = {
  readonly events: readonly Recorded<Said>[];
  /** What the iteration threw; null where it ended by itself. */
  readonly error: unknown;
};

export type Reader = {
  readonly events: readonly Recorded<Said>[];
  readonly done: Promise<Seen>;
  readonly follow: Follow<Said>;
};

/** Reads on its own, as fast as events come. */
export const reader = (follow: Follow<Said>): Reader => {
  const events: Recorded<Said>[] = [];
  const read = async (): Promise<Seen> => {
    try {
      for await (const event of follow) events.push(event);
      return { events, error: null };
    } catch (error) {
      return { events, error };
    }
  };
  return { events, done: read(), follow };
};

/** Reads so many events and leaves. */
export const readSome = async (follow: Follow<Said>, count: number): Promise<Recorded<Said>[]> => {
  const events: Recorded<Said>[] = [];
  while (events.length < count) {
    const { done, value } = await follow.next();
    if (done) break;
    events.push(value);
  }
  await follow.return();
  return events;
};

/** All that the stream holds, as a new reader gets it. */
export const replay = (stage: Stage, streams: Streams<Said>, id: string): Promise<Seen> =>
  stage.until(reader(streams.follow(id)).done, "a replay of a stream that has ended");

export const wordsOf = (events: readonly Recorded<Said>[]): readonly string[] =>
  events.flatMap((event) => (event.type === "chunk" ? [event.data.content] : []));

/** One whole life, each event once and in order: `started`, these words, the terminal. */
export const wholeLife = (
  { events, error }: Seen,
  words: readonly string[],
  terminal: "completed" | "stopped" | "failed",
  who: string,
): void => {
  same(error instanceof Error ? error.message : error, null, `${who} must end with the terminal`);
  same(wordsOf(events), words, `${who} must see every chunk once, in order`);
  const offsets = events.map(({ offset }) => offset);
  same(
    offsets,
    [...events.keys()].map((at) => at + 1),
    `${who} must see offsets without gaps`,
  );
  const types = [events[0]?.type, events.at(-1)?.type];
  same(types, ["started", terminal], `${who} must see the start first and the terminal last`);
  demand(
    events.slice(0, -1).every((event) => !isTerminal(event)),
    `${who} saw two terminals.`,
  );
};

export const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : error;

/** The code that the promise rejects with; what it resolves to otherwise, so that a law can show it. */
export const codeFrom = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    return { resolved: await promise };
  } catch (error) {
    return codeOf(error);
  }
};
