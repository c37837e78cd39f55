import type { Appended, Batch, Conflict, Either, Head, Kept, StreamId } from "@segno/core";
import { isRight } from "@segno/core";
import type { Link } from "../connection/link.ts";
import type { Keys } from "../keys.ts";
import type { Script } from "../scripts/script.ts";
import { running } from "../store/run.ts";

export type IndexesDeps = {
  readonly link: Link;
  readonly keys: Keys;
  /** A cluster: the indexes are in other slots than the streams, and no script reaches both. */
  readonly sharded: boolean;
  /** No call is under way for longer. */
  readonly timeoutMs: number;
  readonly entering: Script;
  readonly leaving: Script;
};

type Life = { readonly id: StreamId; readonly incarnation: string };

/** What a list is looked up in, besides the streams themselves. */
export type Indexes = {
  /** Those that the script of this start or ending keeps by itself; none on a cluster. */
  readonly keysOf: (id: StreamId, batch: Batch) => readonly string[];
  /** A start or an ending, and what it means to the indexes. */
  readonly around: (
    id: StreamId,
    batch: Batch,
    append: () => Promise<Either<Conflict, Appended>>,
  ) => Promise<Either<Conflict, Appended>>;
  /** A life is gone. What cannot be taken out now is found to be untrue later. */
  readonly removed: (id: StreamId, head: Head) => Promise<void>;
  readonly touch: (id: StreamId, kept: Kept) => Promise<void>;
  /** Takes what does not hold out of an index, but for what may be on its way. */
  readonly prune: (index: string, untrue: readonly Life[]) => Promise<void>;
};

/** So many at once take a server a millisecond. */
const mostPruned = 250;

/** Until its deadline a call may be sent twice (its script was not there), and be led on to other nodes. */
const mostTries = 6;

const ignore = (): void => {};

export const createIndexes = (deps: IndexesDeps): Indexes => {
  const { link, keys, sharded, timeoutMs, entering, leaving } = deps;
  const onItsWay = Math.ceil((timeoutMs * mostTries) / 1000);

  const indexesOf = (id: StreamId, owner: string | undefined): string[] =>
    owner === undefined ? [keys.activityOf(id)] : [keys.activityOf(id), keys.owner(owner)];

  /** On a cluster each index is another call. */
  const each = async (indexes: string[], run: (some: string[]) => Promise<void>): Promise<void> => {
    await (sharded ? Promise.all(indexes.map((index) => run([index]))) : run(indexes));
  };

  const enter = (
    index: string[],
    life: Life,
    kept: Omit<Kept, "incarnation">,
    by: string | number,
  ) => {
    const ttls = index.map((one) =>
      one === keys.activityOf(life.id)
        ? kept.activeTtlMs * 2
        : kept.activeTtlMs * 2 + kept.endedTtlMs,
    );
    const args = [...index, life.id, life.incarnation, by, ...ttls];
    return running(link, index.length)(entering, args, ignore);
  };

  const leave = (indexes: string[], lives: readonly Life[], evenUnsettled: boolean) => {
    const said = lives.flatMap(({ id, incarnation }) => [id, incarnation]);
    const args = [...indexes, evenUnsettled ? "1" : "", ...said];
    return running(link, indexes.length)(leaving, args, ignore);
  };

  /** First the owner's index: what lives must be found there. What is active is found again with the first sign of life. */
  const announce = async (id: StreamId, start: NonNullable<Batch["start"]>): Promise<void> => {
    const life = { id, incarnation: start.incarnation };
    enter([keys.activityOf(id)], life, start, onItsWay).catch(ignore);
    if (start.owner !== undefined) await enter([keys.owner(start.owner)], life, start, onItsWay);
  };

  return {
    keysOf: (id, { start }) => (sharded ? [] : indexesOf(id, start?.owner)),

    around: async (id, { start, end }, append) => {
      if (!sharded) return append();
      if (start) await announce(id, start);
      const answer = await append();
      if (end && isRight(answer)) {
        const { incarnation } = answer.right.place;
        leave([keys.activityOf(id)], [{ id, incarnation }], true).catch(ignore);
      }
      return answer;
    },

    removed: async (id, { incarnation, owner }) => {
      const lives = [{ id, incarnation }];
      await each(indexesOf(id, owner), (some) => leave(some, lives, true)).catch(ignore);
    },

    touch: (id, kept) =>
      each(indexesOf(id, kept.owner), (some) =>
        enter(some, { id, incarnation: kept.incarnation }, kept, ""),
      ),

    prune: async (index, untrue) => {
      for (let at = 0; at < untrue.length; at += mostPruned) {
        await leave([index], untrue.slice(at, at + mostPruned), false).catch(ignore);
      }
    },
  };
};
