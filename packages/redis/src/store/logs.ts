import type { StoredEntry } from "@segno/core";
import type { Chain } from "../connection/client.ts";
import { numberAt } from "../digits.ts";
import { type LogScript, sortedSetScript, streamsScript } from "../scripts/logs.ts";

/** One way to keep the entries of a stream. */
export type Log = {
  readonly script: LogScript;
  /** Asks for `count` entries from an offset on. */
  readonly range: (chain: Chain, key: string, from: number, count: number) => Chain;
  readonly entryOf: (item: unknown) => StoredEntry;
};

/** `[id, [field, entry]]`, the id being `offset-epoch`. */
const streamEntry = (item: unknown): StoredEntry => {
  const [id, fields] = item as [string, [string, string]];
  const dash = id.indexOf("-");
  return {
    offset: numberAt(id, 0, dash),
    epoch: numberAt(id, dash + 1, id.length),
    entry: fields[1],
  };
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
  range: (chain, key, from, count) => chain.xrange(key, from, "+", "COUNT", count),
  entryOf: streamEntry,
};

export const sortedSetLog: Log = {
  script: sortedSetScript,
  range: (chain, key, from, count) => chain.zrangebyscore(key, from, "+inf", "LIMIT", 0, count),
  entryOf: member,
};
