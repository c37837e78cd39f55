import { maxBatchEntries, type StoredEntry } from "@segno/core";
import type { Chain } from "../connection/client.ts";
import { numberAt } from "../digits.ts";
import { type LogScript, sortedSetScript, streamsScript } from "../scripts/logs.ts";

/** One way to keep the entries of a stream. */
export type Log = {
  readonly script: LogScript;
  /** Asks for `count` entries from an offset on; what holds the first and the last of them may hold more. */
  readonly range: (chain: Chain, key: string, from: number, count: number) => Chain;
  /** The entries of what came, from an offset on. */
  readonly entriesOf: (items: readonly unknown[], from: number) => StoredEntry[];
  /** Whether Redis has consumer groups on it. */
  readonly hasGroups: boolean;
};

/** `[id, [field, entries]]`, the id being `offset-epoch` of the last of them. */
const addUnit = (to: StoredEntry[], item: unknown, from: number): void => {
  const [id, [, text]] = item as [string, [string, string]];
  const dash = id.indexOf("-");
  const last = numberAt(id, 0, dash);
  const epoch = numberAt(id, dash + 1, id.length);
  if (!text.includes("\n")) {
    to.push({ offset: last, epoch, entry: text });
    return;
  }
  const entries = text.split("\n");
  const first = last - entries.length + 1;
  for (let at = Math.max(0, from - first); at < entries.length; at++) {
    to.push({ offset: first + at, epoch, entry: entries[at] as string });
  }
};

/** `offset:epoch:entry`. */
const member = (item: unknown): StoredEntry => {
  const text = String(item);
  const first = text.indexOf(":");
  const second = text.indexOf(":", first + 1);
  return {
    offset: numberAt(text, 0, first),
    epoch: numberAt(text, first + 1, second),
    entry: text.slice(second + 1),
  };
};

/** Redis Streams: compact, and the better choice wherever nothing speaks against it. */
export const streamsLog: Log = {
  script: streamsScript,
  // A unit has the id of its last entry, which may lie behind the last one that is asked for.
  range: (chain, key, from, count) =>
    chain.xrange(key, from, String(from + count + maxBatchEntries - 2), "COUNT", count),
  entriesOf: (items, from) => {
    const entries: StoredEntry[] = [];
    for (const item of items) addUnit(entries, item, from);
    return entries;
  },
  hasGroups: true,
};

export const sortedSetLog: Log = {
  script: sortedSetScript,
  range: (chain, key, from, count) => chain.zrangebyscore(key, from, "+inf", "LIMIT", 0, count),
  entriesOf: (items) => items.map(member),
  hasGroups: false,
};
