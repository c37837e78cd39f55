import { type Either, left, right } from "fp-ts/lib/Either.js";
import type { Seen } from "../stream/head.ts";
import type { Place } from "../stream/position.ts";
import type { Page, ReadRefusal, StoredEntry } from "./event-store.ts";

/**
 * The first offset a store must fetch for a page after `after`: the reader's own, inclusive, so that its
 * epoch can be compared; the start for a place of another life.
 */
export const fetchFrom = (after: Place | null, seen: Seen): number =>
  after && seen.head?.incarnation === after.incarnation ? after.offset : 1;

/**
 * What the entries from `fetchFrom` on (up to `limit + 1` of them) mean to a reader at `after`. The one
 * judgement of `not-found`, `ahead`, `diverged` and `trimmed`, for every store.
 */
export const pageOf = (
  after: Place | null,
  { head, now }: Seen,
  fetched: readonly StoredEntry[],
  limit: number,
): Either<ReadRefusal, Page> => {
  if (!head) return left({ _tag: "not-found", now });
  const known = after?.incarnation === head.incarnation ? after : null;
  if (known && known.offset > head.offset) {
    // Only the producer of that very epoch can heal what a failover forgot, and only while it lives.
    const healable = head.terminal === undefined && head.epoch <= known.epoch;
    return left({ _tag: healable ? "ahead" : "diverged", head, now });
  }
  const first = known?.offset ?? 1;
  const asked = known ? limit + 1 : limit;
  const due = Math.min(asked, head.offset - first + 1);
  const got = fetched.length > due ? fetched.slice(0, due) : fetched;
  const whole =
    got.length === due &&
    (due === 0 || (got[0]?.offset === first && got.at(-1)?.offset === first + due - 1));
  if (known && got[0]?.offset === first && got[0].epoch !== known.epoch) {
    return left({ _tag: "diverged", head, now, epoch: got[0].epoch });
  }
  if (!whole) return left({ _tag: "trimmed", head, now });
  return right({ head, now, entries: known ? got.slice(1) : got });
};
