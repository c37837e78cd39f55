import {
  type CursorRefusal,
  type Cursors,
  type Either,
  isLeft,
  isRight,
  type Place,
  parseReaderId,
  type ReaderId,
  type Reading,
  type ReadingSeen,
  type StreamId,
} from "@segno/core";
import { declared, demand } from "./law.ts";
import { same, show } from "./same.ts";
import type { Trial } from "./trial.ts";

/** Of an adapter that keeps places of readers; one that does not is not tried. */
export const cursorsOf = (trial: Trial): Cursors => declared(trial.cursors, "cursors");

export const readerNamed = (name: string): ReaderId => {
  const reader = parseReaderId(name);
  demand(reader !== null, `${show(name)} is no valid name of a reader.`);
  return reader;
};

export const ann: ReaderId = readerNamed("ann");
export const ben: ReaderId = readerNamed("ben");

type Noted = Either<CursorRefusal, ReadingSeen & { readonly reading: Reading }>;

/** The sign of life must have been taken; what is known of the reader from then on. */
export const noted = (answer: Noted, what: string): Reading => {
  demand(isRight(answer), `${what} was refused: ${isLeft(answer) ? show(answer.left) : ""}`);
  return answer.right.reading;
};

/** The sign of life must have been refused, for this reason. */
export const unnoted = (answer: Noted, tag: CursorRefusal["_tag"], what: string): void => {
  demand(
    isLeft(answer),
    `${what} must be refused as ${tag}, but was taken: ${show(isRight(answer) ? answer.right : null)}`,
  );
  same(answer.left._tag, tag, `${what} must be refused as ${tag}`);
};

/** Where the store says that a reader is; null where it knows of no place. */
export const placeIn = async (
  trial: Trial,
  id: StreamId,
  reader: ReaderId,
): Promise<Place | null> => {
  const { reading } = await cursorsOf(trial).read(id, reader);
  return reading?.place ?? null;
};
