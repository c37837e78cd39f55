import {
  type Appended,
  type Conflict,
  type ConflictTag,
  type Either,
  type EventStore,
  fetchFrom,
  isRight,
  left,
  pageOf,
  right,
  type Seen,
  type StoredEntry,
  type StreamId,
} from "@segno/core";
import type { Asking } from "../connection/client.ts";
import type { Link, ScriptLink } from "../connection/link.ts";
import type { Indexes } from "../indexes/indexes.ts";
import type { Keys } from "../keys.ts";
import type { Script } from "../scripts/script.ts";
import { appendArgs, parseAppended } from "./append.ts";
import { parseHead } from "./head.ts";
import type { Log } from "./logs.ts";
import type { Packing } from "./packing.ts";
import { running } from "./run.ts";
import { readSnapshot, type Snapshot } from "./snapshot.ts";

export type EventStoreDeps = {
  readonly link: Link;
  /** Where what must not be lost is sent; the link itself, or one that waits for a replica. */
  readonly durable: ScriptLink;
  readonly keys: Keys;
  readonly log: Log;
  readonly appending: Script;
  readonly removing: Script;
  readonly indexes: Indexes;
  /** Null where nothing is compressed. */
  readonly packing: Packing | null;
};

const none: readonly string[] = [];

/** The truth about streams, in Redis: every append is one script, every page one pipeline: one round trip each. */
export const createEventStore = (deps: EventStoreDeps): EventStore => {
  const { link, durable, keys, log, appending, removing, indexes, packing } = deps;
  const run = running(link, 2);
  const runDurably = running(durable, 2);

  const snapshot = (id: StreamId, more: (asking: Asking) => Asking): Promise<Snapshot> =>
    link.call((client) => readSnapshot(client, keys.head(id), more));

  const head = async (id: StreamId): Promise<Seen> => (await snapshot(id, (chain) => chain)).seen;

  type Fetched = { readonly seen: Seen; readonly entries: readonly StoredEntry[] };

  const fetchIn = async (
    id: StreamId,
    from: number,
    count: number,
    wide: boolean,
  ): Promise<Fetched> => {
    const range = (asking: Asking): Asking => log.range(asking, keys.log(id), from, count, wide);
    const { seen, results } = await snapshot(id, range);
    const [items] = results;
    return { seen, entries: Array.isArray(items) ? log.entriesOf(items, from) : [] };
  };

  /** What was compacted is found at the second look. */
  const fetch = async (id: StreamId, from: number, count: number): Promise<Fetched> => {
    const found = await fetchIn(id, from, count, false);
    const { head } = found.seen;
    if (!head?.terminal) return found;
    const reached = found.entries.at(-1)?.offset ?? from - 1;
    const due = Math.min(from + count - 1, head.offset);
    return reached >= due ? found : fetchIn(id, from, count, true);
  };

  const tooLarge = async (id: StreamId): Promise<Either<Conflict, Appended>> =>
    left({ _tag: "too-large", stored: 0, ...(await head(id)) });

  return {
    append: (id, batch, expected) => {
      const read = (reply: unknown) => parseAppended(reply, batch, expected);
      const names = [keys.head(id), keys.log(id)] as const;
      if (!batch.start && !batch.end) {
        const args = appendArgs(...names, none, batch, expected, packing);
        if (!args) return tooLarge(id);
        // A sign of life is renewed before long: it waits for nobody.
        const isSign = batch.entries.length === 0 && !batch.takeOver;
        return (isSign ? run : runDurably)(appending, args, read);
      }
      const listedIn = indexes.keysOf(id, batch);
      const args = appendArgs(...names, listedIn, batch, expected, packing);
      if (!args) return tooLarge(id);
      const append = () => running(durable, 2 + listedIn.length)(appending, args, read);
      return indexes.around(id, batch, append);
    },

    read: async (id, after, limit) => {
      const hoped = after?.offset ?? 1;
      let { seen, entries } = await fetch(id, hoped, limit + 1);
      // A place of another life: from the start of this one.
      if (fetchFrom(after, seen) !== hoped) ({ seen, entries } = await fetch(id, 1, limit + 1));
      return pageOf(after, seen, entries, limit);
    },

    head,

    expiry: async (id) => {
      const { seen, results } = await snapshot(id, (chain) =>
        chain.pexpiretime(keys.head(id)).pexpiretime(keys.log(id)).pexpiretime(keys.cursors(id)),
      );
      const [ofHead = null, ofLog = null, cursors = null] = results.map((at) =>
        Number(at) < 0 ? null : Number(at),
      );
      return { head: ofHead, log: ofLog, cursors, now: seen.now };
    },

    remove: async (id, incarnation) => {
      const args = [keys.head(id), keys.log(id), incarnation];
      const answer = await run(removing, args, (reply) => {
        const [tag, now, fields] = reply as [string, number, unknown];
        const seen = { head: parseHead(fields), now: Number(now) };
        return tag === "removed"
          ? right(seen)
          : left({ _tag: tag as ConflictTag, stored: 0, ...seen });
      });
      if (isRight(answer) && answer.right.head) await indexes.removed(id, answer.right.head);
      return answer;
    },
  };
};
