import { type Head, type Listing, parseStreamId, type StreamId } from "@segno/core";
import type { Client } from "../connection/client.ts";
import type { Link } from "../connection/link.ts";
import type { Keys } from "../keys.ts";
import { headsOf } from "../store/heads-of.ts";
import type { Indexes } from "./indexes.ts";

type Entry = {
  readonly index: string;
  readonly id: StreamId;
  readonly incarnation: string;
  /** In s since 1970. */
  readonly settled: number;
};

type Scanned = { readonly next: string; readonly entries: readonly Entry[] };

const valuePattern = /^\d+ (\d+) (.*)$/;

/** What is in an index, and is none of ours, is passed over. */
const entryOf = (index: string, name: string, value: string): Entry | null => {
  const id = parseStreamId(name);
  const [, settled, incarnation] = valuePattern.exec(value) ?? [];
  return id && incarnation !== undefined
    ? { index, id, incarnation, settled: Number(settled) }
    : null;
};

const scan = async (
  client: Client,
  index: string,
  from: string,
  count: number,
): Promise<Scanned> => {
  const [next, found] = (await client.hscan(index, from, "COUNT", count)) as [string, string[]];
  const entries: Entry[] = [];
  for (let at = 0; at < found.length; at += 2) {
    const entry = entryOf(index, found[at] ?? "", found[at + 1] ?? "");
    if (entry) entries.push(entry);
  }
  return { next: String(next), entries };
};

/** Which of the indexes, and where in it. */
export type IndexPlace = { readonly at: number; readonly cursor: string };

export type IndexPage = Omit<Listing, "cursor"> & { readonly next: IndexPlace | null };

export type IndexListingDeps = {
  readonly link: Link;
  readonly keys: Keys;
  readonly indexes: Pick<Indexes, "prune">;
};

/**
 * Some of what several indexes hold, one after the other, as the heads confirm it. What they do not confirm is taken
 * out, and neither that nor anything else is waited for twice.
 */
export const listIndexes = async (
  { link, keys, indexes }: IndexListingDeps,
  names: readonly string[],
  from: IndexPlace,
  limit: number,
  holds: (head: Head) => boolean,
): Promise<IndexPage> => {
  let next: IndexPlace | null = from;
  const entries: Entry[] = [];
  const { heads, now } = await link.call(async (client) => {
    while (next && entries.length < limit) {
      const { at, cursor }: IndexPlace = next;
      const index = names[at] as string;
      const found = await scan(client, index, cursor, limit);
      entries.push(...found.entries);
      if (found.next !== "0") next = { at, cursor: found.next };
      else next = at + 1 < names.length ? { at: at + 1, cursor: "0" } : null;
    }
    return headsOf(
      client,
      entries.map(({ id }) => keys.head(id)),
    );
  });

  const streams: { readonly id: StreamId; readonly head: Head }[] = [];
  const untrue = new Map<string, Entry[]>();
  const unsettled: StreamId[] = [];
  for (const [i, entry] of entries.entries()) {
    const head = heads[i];
    if (head && holds(head)) streams.push({ id: entry.id, head });
    else if (entry.settled * 1000 > now) unsettled.push(entry.id);
    else untrue.set(entry.index, [...(untrue.get(entry.index) ?? []), entry]);
  }
  for (const [index, some] of untrue) await indexes.prune(index, some);
  return { streams, unsettled, now, next };
};
