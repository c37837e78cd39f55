import {
  type Appended,
  type Conflict,
  type ConflictTag,
  type Either,
  type Head,
  isLeft,
  isRight,
  type Page,
  type Place,
  type ReadRefusal,
  type Seen,
  type StoredEntry,
  type StreamId,
} from "@segno/core";
import { demand } from "./law.ts";
import { same, show } from "./same.ts";
import type { Trial } from "./trial.ts";

/** The append must have been taken. */
export const taken = (answer: Either<Conflict, Appended>, what: string): Appended => {
  demand(isRight(answer), `${what} was refused: ${isLeft(answer) ? show(answer.left) : ""}`);
  return answer.right;
};

/** The append must have been refused, for this reason. */
export const refused = <R>(
  answer: Either<Conflict, R>,
  tag: ConflictTag,
  what: string,
): Conflict => {
  demand(
    isLeft(answer),
    `${what} must be refused as ${tag}, but was taken: ${show(isRight(answer) ? answer.right : null)}`,
  );
  same(answer.left._tag, tag, `${what} must be refused as ${tag}: ${show(answer.left)}`);
  return answer.left;
};

export const pageOrFail = (answer: Either<ReadRefusal, Page>, what: string): Page => {
  demand(isRight(answer), `${what} was refused: ${isLeft(answer) ? show(answer.left) : ""}`);
  return answer.right;
};

export const unread = (
  answer: Either<ReadRefusal, Page>,
  tag: ReadRefusal["_tag"],
  what: string,
): ReadRefusal => {
  demand(
    isLeft(answer),
    `${what} must be refused as ${tag}, but gave a page: ${show(isRight(answer) ? answer.right : null)}`,
  );
  same(answer.left._tag, tag, `${what} must be refused as ${tag}: ${show(answer.left)}`);
  return answer.left;
};

export const headOf = async ({ store }: Trial, id: StreamId): Promise<Head> => {
  const { head } = await store.head(id);
  demand(head !== null, `The head of ${id} is gone.`);
  return head;
};

/** Page by page to the end; the pages must fit together. */
export const logOf = async (
  { store }: Trial,
  id: StreamId,
  limit = 1000,
  from: Place | null = null,
): Promise<readonly StoredEntry[]> => {
  const log: StoredEntry[] = [];
  let after = from;
  for (;;) {
    const page = pageOrFail(
      await store.read(id, after, limit),
      `Reading ${id} after ${show(after)}`,
    );
    const last = page.entries.at(-1);
    if (!last) return log;
    demand(page.entries.length <= limit, `A page of ${limit} held ${page.entries.length} entries.`);
    log.push(...page.entries);
    after = { incarnation: page.head.incarnation, epoch: last.epoch, offset: last.offset };
  }
};

/** Offset and text of a whole log, each offset checked against its place. */
export const textsOf = async (trial: Trial, id: StreamId): Promise<readonly string[]> => {
  const log = await logOf(trial, id);
  log.forEach((stored, at) => {
    same(stored.offset, at + 1, `The log of ${id} has a gap or a double`);
  });
  return log.map(({ entry }) => entry);
};

/** What was refused must have changed nothing that anyone can see. */
export const untouched = async <T>(
  trial: Trial,
  id: StreamId,
  act: () => Promise<T>,
): Promise<T> => {
  const look = async () => {
    const { head } = await trial.store.head(id);
    return { head, log: head ? await logOf(trial, id) : [] };
  };
  const before = await look();
  const result = await act();
  same(await look(), before, `A refused append changed ${id}`);
  return result;
};

/** The removal must have been carried out; gives what was there. */
export const removed = (answer: Either<Conflict, Seen>): Seen => {
  demand(isRight(answer), `A removal was refused: ${isLeft(answer) ? show(answer.left) : ""}`);
  return answer.right;
};
