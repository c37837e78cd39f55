import { maxBatchEntries, type StoredEntry } from "@segno/core";
import type { Asking, Chain } from "../connection/client.ts";
import { numberAt } from "../digits.ts";
import { type LogScript, sortedSetScript, streamsScript } from "../scripts/logs.ts";
import { isPacked, textsOf } from "./packing.ts";

/** What is stored as one. */
export type Unit = { readonly last: number; readonly epoch: number; readonly text: string };

/** One way to keep the entries of a stream. */
export type Log = {
  readonly script: LogScript;
  /**
   * Asks for `count` entries from an offset on; what holds the first and the last of them may hold more. Of what was
   * compacted, only `wide` is sure to find the first.
   */
  readonly range: (
    asking: Asking,
    key: string,
    from: number,
    count: number,
    wide: boolean,
  ) => Asking;
  /** The entries of what came, from an offset on. */
  readonly entriesOf: (items: readonly unknown[], from: number) => StoredEntry[];
  /** Adds a unit at the end. */
  readonly put: (chain: Chain, key: string, unit: Unit) => Chain;
  /** Whether Redis has consumer groups on it. */
  readonly hasGroups: boolean;
};

/** The entries of a unit, from an offset on; `last` is that of the last of them. */
const addUnit = (
  to: StoredEntry[],
  from: number,
  last: number,
  epoch: number,
  text: string,
): void => {
  if (!text.includes("\n") && !isPacked(text)) {
    to.push({ offset: last, epoch, entry: text });
    return;
  }
  const entries = textsOf(text);
  const first = last - entries.length + 1;
  for (let at = Math.max(0, from - first); at < entries.length; at++) {
    to.push({ offset: first + at, epoch, entry: entries[at] as string });
  }
};

/** `[id, [field, entries]]`, the id being `offset-epoch` of the last of them. */
const addStreamUnit = (to: StoredEntry[], item: unknown, from: number): void => {
  const [id, [, text]] = item as [string, [string, string]];
  const dash = id.indexOf("-");
  addUnit(to, from, numberAt(id, 0, dash), numberAt(id, dash + 1, id.length), text);
};

/** `offset:epoch:entries`, the offset being that of the last of them. */
const addMember = (to: StoredEntry[], item: unknown, from: number): void => {
  const text = String(item);
  const first = text.indexOf(":");
  const second = text.indexOf(":", first + 1);
  const epoch = numberAt(text, first + 1, second);
  addUnit(to, from, numberAt(text, 0, first), epoch, text.slice(second + 1));
};

const entriesBy =
  (add: typeof addMember): Log["entriesOf"] =>
  (items, from) => {
    const entries: StoredEntry[] = [];
    for (const item of items) add(entries, item, from);
    return entries;
  };

/** How many entries a compacted unit holds at the most. */
export const maxUnitEntries = 2_048;

/**
 * A unit has the offset of its last entry, which may lie behind the last one that is asked for: of what was appended by no
 * more than a batch, of what was compacted by more.
 */
const upTo = (from: number, count: number, wide: boolean): string =>
  String(from + count + (wide ? maxUnitEntries : maxBatchEntries) - 2);

/** Redis Streams: compact, and the better choice wherever nothing speaks against it. */
export const streamsLog: Log = {
  script: streamsScript,
  range: (chain, key, from, count, wide) =>
    chain.xrange(key, from, upTo(from, count, wide), "COUNT", count),
  entriesOf: entriesBy(addStreamUnit),
  put: (chain, key, { last, epoch, text }) => chain.xadd(key, `${last}-${epoch}`, "d", text),
  hasGroups: true,
};

export const sortedSetLog: Log = {
  script: sortedSetScript,
  range: (chain, key, from, count, wide) =>
    chain.zrangebyscore(key, from, upTo(from, count, wide), "LIMIT", 0, count),
  entriesOf: entriesBy(addMember),
  put: (chain, key, { last, epoch, text }) => chain.zadd(key, last, `${last}:${epoch}:${text}`),
  hasGroups: false,
};
