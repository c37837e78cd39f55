import { type Batch, type Expected, type Head, SegnoError } from "@segno/core";

/** The first entry of a batch goes behind this offset; a producer's own resend may lie before the head. */
export const baseOf = (old: Head | undefined, batch: Batch, expected: Expected): number => {
  if (batch.start) return 0;
  return expected._tag === "after" ? expected.offset : (old?.offset ?? 0);
};

/** The moment of an append: the store's time in ms, and a revision that no append had before it. */
export type Moment = { readonly now: number; readonly revision: number };

/**
 * The head once the batch is in. Every append but the producer's own begins an epoch; epochs move with time, so
 * that one which a store forgot is not given again.
 */
export const headAfter = (
  old: Head | undefined,
  batch: Batch,
  expected: Expected,
  { now, revision }: Moment,
): Head => {
  const last = baseOf(old, batch, expected) + batch.entries.length;
  if (batch.start) {
    const leaseUntil = now + batch.start.leaseMs;
    const begun = { startedAt: now, epoch: 1, offset: last, revision, leaseUntil };
    return { ...batch.start, ...begun, ...batch.end };
  }
  if (!old) throw new SegnoError("invalid-options", "The first append of a stream starts it.");
  const own = expected._tag === "after";
  return {
    ...old,
    ...batch.takeOver,
    epoch: own ? old.epoch : Math.max(old.epoch + 1, now - old.startedAt),
    offset: Math.max(old.offset, last),
    revision,
    leaseUntil: now + (batch.takeOver ?? old).leaseMs,
    ...batch.end,
  };
};
