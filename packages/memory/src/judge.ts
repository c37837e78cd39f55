import {
  type After,
  type Batch,
  type ConflictTag,
  type Expected,
  fitsIn,
  type Head,
  maxBatchBytes,
  maxBatchEntries,
  type Unchanged,
} from "@segno/core";

/** What a store has to know of a stream to judge an append. */
export type Judged = {
  readonly head: Head;
  /** The epoch of the entry at offset n is at n - 1. */
  readonly epochs: readonly number[];
};

/** `append` it, recognise it as stored before, or refuse it. */
export type Verdict = "append" | "duplicate" | ConflictTag;

const tooLarge = ({ entries }: Batch): boolean =>
  entries.length > maxBatchEntries || !fitsIn(entries, maxBatchBytes);

const isUnchanged = (head: Head, { revision, leaseUntil }: Unchanged): boolean =>
  head.revision === revision && head.leaseUntil === leaseUntil;

/** The producer's own place, in the order of the contract. */
const judgeAfter = ({ head, epochs }: Judged, { entries }: Batch, own: After): Verdict => {
  // The epoch decides, not "last ≤ head": a stop may have taken the offset (hole 1).
  const last = own.offset + entries.length;
  if (entries.length > 0 && epochs[last - 1] === own.epoch) return "duplicate";
  if (head.terminal) return "closed";
  if (head.epoch !== own.epoch) return head.epoch > own.epoch ? "fenced" : "gap";
  if (head.producer !== own.producer) return "fenced";
  return own.offset > head.offset ? "gap" : "append";
};

/** The one rule of a store: does the stream still stand where the caller expects it? */
export const judge = (stream: Judged | undefined, batch: Batch, expected: Expected): Verdict => {
  if (tooLarge(batch)) return "too-large";
  if (expected._tag === "no-stream") return stream ? "exists" : "append";
  if (!stream) return "not-found";
  const { head } = stream;
  const sameLife = head.incarnation === expected.incarnation;
  switch (expected._tag) {
    case "unchanged":
      if (!sameLife || !isUnchanged(head, expected)) return "changed";
      return head.terminal && !batch.start ? "closed" : "append";
    case "live":
      if (!sameLife) return "changed";
      return head.terminal ? "closed" : "append";
    case "after":
      return sameLife ? judgeAfter(stream, batch, expected) : "fenced";
    default:
      return expected satisfies never;
  }
};

/** How many of the batch's entries the log holds: those that carry the caller's own epoch. */
export const storedOf = (stream: Judged | undefined, batch: Batch, expected: Expected): number => {
  if (expected._tag !== "after" || stream?.head.incarnation !== expected.incarnation) return 0;
  let stored = 0;
  while (
    stored < batch.entries.length &&
    stream.epochs[expected.offset + stored] === expected.epoch
  ) {
    stored += 1;
  }
  return stored;
};
