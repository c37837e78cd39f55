import {
  type CursorRefusal,
  type Cursors,
  type Incarnation,
  left,
  type ReaderId,
  type Reading,
  right,
  type StreamId,
} from "@segno/core";
import type { Client } from "../connection/client.ts";
import type { Link } from "../connection/link.ts";
import { corked, replyOf } from "../connection/together.ts";
import type { Keys } from "../keys.ts";
import type { Script } from "../scripts/script.ts";
import { createWalk } from "../walk.ts";

import { running } from "./run.ts";
import { readSnapshot } from "./snapshot.ts";

/** Of the readers of one stream, about so many are looked at with one command. */
const pageReaders = 200;

export type CursorsDeps = {
  readonly link: Link;
  readonly keys: Keys;
  readonly advancing: Script;
  readonly mastersOf: (client: Client) => Client[];
};

/** What the script noted, `incarnation epoch offset seen-at lease`, where it is of this life. */
const readingOf = (noted: unknown, life: Incarnation): Reading | null => {
  const [incarnation, epoch, offset, seenAt, lease] = String(noted).split(" ");
  if (incarnation !== life) return null;
  const place = { incarnation: life, epoch: Number(epoch), offset: Number(offset) };
  return {
    place: place.offset > 0 ? place : null,
    seenAt: Number(seenAt),
    leaseMs: lease === "-" ? null : Number(lease),
  };
};

/** A hash that grows meanwhile may show a field twice. */
const allNoted = async (client: Client, key: string): Promise<ReadonlyMap<string, string>> => {
  const noted = new Map<string, string>();
  let cursor = "0";
  do {
    const [next, found] = (await client.hscan(key, cursor, "COUNT", pageReaders)) as [
      string,
      string[],
    ];
    for (let at = 0; at + 1 < found.length; at += 2) {
      noted.set(found[at] as string, found[at + 1] as string);
    }
    cursor = next;
  } while (cursor !== "0");
  return noted;
};

/** Places of readers: a hash beside each stream that has any. */
export const createCursors = ({ link, keys, advancing, mastersOf }: CursorsDeps): Cursors => {
  const run = running(link, 3);
  const walk = createWalk({ link, kind: keys.places, mastersOf });

  return {
    read: (id, reader) =>
      link.call(async (client) => {
        const { seen, results } = await readSnapshot(client, keys.head(id), (chain) =>
          chain.hmget(keys.cursors(id), reader),
        );
        const incarnation = seen.head?.incarnation ?? null;
        const [noted] = results[0] as unknown[];
        const reading = incarnation && noted ? readingOf(noted, incarnation) : null;
        return { incarnation, reading, now: seen.now };
      }),

    advance: (id, reader, { incarnation, epoch, offset }, leaseMs) => {
      const names = [keys.head(id), keys.log(id), keys.cursors(id)];
      const args = [...names, reader, incarnation, epoch, offset, leaseMs ?? ""];
      return run(advancing, args, (reply) => {
        const [tag, time, noted] = reply as [string, string, unknown];
        const now = Number(time);
        const reading = tag === "noted" ? readingOf(noted, incarnation) : null;
        if (reading) return right({ incarnation, reading, now });
        return left({ _tag: tag as CursorRefusal["_tag"], now });
      });
    },

    list: (id) =>
      link.call(async (client) => {
        const { seen } = await readSnapshot(client, keys.head(id), (chain) => chain);
        const { head, now } = seen;
        if (!head) return { incarnation: null, readers: [], now };
        const { incarnation } = head;
        const readers = [...(await allNoted(client, keys.cursors(id)))].flatMap(([name, noted]) => {
          const reading = readingOf(noted, incarnation);
          return reading ? [{ reader: name as ReaderId, ...reading }] : [];
        });
        return { incarnation, readers, now };
      }),

    remove: (id, reader) =>
      link.call(async (client) => Number(await client.hdel(keys.cursors(id), reader)) > 0),

    forget: async (reader, { cursor, limit }) => {
      const forget = async (client: Client, ids: ReadonlySet<StreamId>): Promise<StreamId[]> => {
        const replies = await corked(client, () =>
          Promise.all([...ids].map((id) => replyOf(client.hdel(keys.cursors(id), reader)))),
        );
        // Something else that happens to have such a name is left alone.
        return [...ids].filter((_, i) => Number(replies[i]?.[1]) > 0);
      };
      const { found, cursor: next } = await walk(cursor, limit, forget);
      return { streams: found, cursor: next };
    },
  };
};
