import { randomUUID } from "node:crypto";
import {
  type Compact,
  type EventStore,
  type Incarnation,
  isLeft,
  type Page,
  type Place,
  SegnoError,
  type StoredEntry,
  type StreamId,
} from "@segno/core";
import type { Link } from "../connection/link.ts";
import type { Keys } from "../keys.ts";
import type { Script } from "../scripts/script.ts";
import { type Log, maxUnitEntries, type Unit } from "./logs.ts";
import { type CompressionCodec, pack, packSmaller } from "./packing.ts";
import { repliesOf, resultOf } from "./replies.ts";
import { running } from "./run.ts";

export type CompactionDeps = {
  readonly link: Link;
  readonly keys: Keys;
  readonly log: Log;
  readonly store: EventStore;
  readonly swapping: Script;
  readonly codec: CompressionCodec;
};

/** Read and written at a time. */
const pageEntries = maxUnitEntries;
/** A segment unpacks to no more than an append may hold. */
const segmentChars = 160_000;
/** What a process left behind that died over it is gone by then. */
const draftMs = 60_000;

/** Entries in runs that are stored as one: of one epoch. */
const runsOf = (entries: readonly StoredEntry[]): StoredEntry[][] => {
  const runs: StoredEntry[][] = [];
  let chars = 0;
  for (const stored of entries) {
    const run = runs.at(-1);
    const fits = run?.[0]?.epoch === stored.epoch && run.length < maxUnitEntries;
    if (run && fits && chars + stored.entry.length <= segmentChars) run.push(stored);
    else {
      runs.push([stored]);
      chars = 0;
    }
    chars += stored.entry.length;
  }
  return runs;
};

const segmentOf = (run: readonly StoredEntry[], codec: CompressionCodec): Unit => {
  const { offset, epoch, entry } = run.at(-1) as StoredEntry;
  const texts = run.map((stored) => stored.entry);
  const text = texts.length === 1 ? packSmaller(entry, codec) : pack(texts, codec);
  return { last: offset, epoch, text };
};

/**
 * Writes the log of an ended life anew, in compressed segments: beside the old one, a page at a time, and then in its
 * place at one stroke. A reader in the middle of it has the same entries before and after.
 */
export const createCompaction = (deps: CompactionDeps): Compact => {
  const { link, keys, log, store, swapping, codec } = deps;
  const run = running(link, 3);

  const write = async (draft: string, units: readonly Unit[], now: number): Promise<void> => {
    const replies = await link.call((client) => {
      // At one stroke with its expiry: a draft that nobody finishes must not stay.
      const chain = client.multi();
      for (const unit of units) log.put(chain, draft, unit);
      return repliesOf(chain.pexpireat(draft, now + draftMs));
    });
    for (const reply of replies) resultOf(reply);
  };

  const pageAfter = async (id: StreamId, after: Place | null): Promise<Page | null> => {
    const answer = await store.read(id, after, pageEntries);
    if (!isLeft(answer)) return answer.right;
    if (answer.left._tag !== "trimmed") return null;
    throw new SegnoError("trimmed", `Part of stream ${id} is gone`);
  };

  return async (id: StreamId, incarnation: Incarnation) => {
    const draft = keys.draft(id, randomUUID());
    let place: Place | null = null;
    for (;;) {
      const page: Page | null = await pageAfter(id, place);
      if (!page) return place ? "changed" : "not-found";
      const { head, entries, now } = page;
      if (head.incarnation !== incarnation) return "changed";
      if (head.terminal === undefined) return "active";
      const last = entries.at(-1);
      if (!last) break;
      const units = runsOf(entries).map((one) => segmentOf(one, codec));
      await write(draft, units, now);
      place = { incarnation, epoch: last.epoch, offset: last.offset };
      if (last.offset === head.offset) break;
    }
    if (!place) throw new SegnoError("trimmed", `Stream ${id} has no log`);
    const names = [keys.head(id), keys.log(id), draft];
    return run(swapping, [...names, incarnation, place.offset], (reply) => {
      const answers = ["compacted", "not-found", "changed", "active", "grouped"] as const;
      const answer = answers.find((one) => one === reply);
      if (!answer) throw new TypeError("the swap script answers what came of it");
      return answer;
    });
  };
};
