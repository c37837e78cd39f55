import {
  type Appended,
  type Batch,
  type Clock,
  type Entry,
  type EventStore,
  type Expected,
  expiresAtOf,
  fetchFrom,
  left,
  pageOf,
  right,
  type StoredEntry,
  type StreamId,
} from "@segno/core";
import { baseOf, headAfter } from "./head-after.ts";
import { judge, storedOf } from "./judge.ts";
import type { Shelf, Stream } from "./shelf.ts";

const appended = ({ head }: Stream, now: number, duplicate: boolean): Appended => {
  const { incarnation, epoch, offset, revision, leaseUntil } = head;
  return { place: { incarnation, epoch, offset }, revision, leaseUntil, now, duplicate };
};

/** µs of the clock, which counts in ms; one for all streams there are, so that no life that is gone ever had it. */
export const createRevisions = (): ((now: number) => number) => {
  let last = 0;
  return (now) => {
    last = Math.max(last + 1, now * 1000);
    return last;
  };
};

export type StoreDeps = {
  readonly shelf: Shelf;
  readonly clock: Clock;
  readonly nextRevision: (now: number) => number;
};

/** Compare and append over a map. A call does all its work in one synchronous step: nothing comes between. */
export const createStore = ({ shelf, clock, nextRevision }: StoreDeps): EventStore => {
  type Append = readonly [id: StreamId, batch: Batch, expected: Expected, now: number];

  const put = (old: Stream | undefined, ...[id, batch, expected, now]: Append): Stream => {
    const moment = { now, revision: nextRevision(now) };
    const head = headAfter(old?.head, batch, expected, moment);
    const stream = old && !batch.start ? old : shelf.begin(id, head);
    const skip = stream.entries.length - baseOf(old?.head, batch, expected);
    for (let at = skip; at < batch.entries.length; at++) {
      stream.entries.push(batch.entries[at] as Entry);
      stream.epochs.push(head.epoch);
    }
    stream.head = head;
    shelf.watch(id, stream, now);
    return stream;
  };

  return {
    append: async (id, batch, expected) => {
      const now = clock.now();
      const old = shelf.find(id, now);
      const verdict = judge(old, batch, expected);
      if (verdict !== "append" && verdict !== "duplicate") {
        const stored = storedOf(old, batch, expected);
        return left({ _tag: verdict, head: old?.head ?? null, now, stored });
      }
      if (verdict === "append" || !old) {
        return right(appended(put(old, id, batch, expected, now), now, false));
      }
      // What was stored before renews a live head of its own epoch, like any append (hole 4).
      const own = expected._tag === "after" && old.head.epoch === expected.epoch;
      if (own && !old.head.terminal) put(old, id, { entries: [] }, expected, now);
      return right(appended(old, now, true));
    },

    read: async (id, after, limit) => {
      const now = clock.now();
      const stream = shelf.find(id, now);
      const seen = { head: stream?.head ?? null, now };
      const fetched: StoredEntry[] = [];
      const from = fetchFrom(after, seen);
      const to = Math.min(from + limit, seen.head?.offset ?? 0);
      for (let offset = from; offset <= to; offset++) {
        const entry = stream?.entries[offset - 1];
        const epoch = stream?.epochs[offset - 1];
        if (entry !== undefined && epoch !== undefined) fetched.push({ offset, epoch, entry });
      }
      return pageOf(after, seen, fetched, limit);
    },

    head: async (id) => {
      const now = clock.now();
      return { head: shelf.find(id, now)?.head ?? null, now };
    },

    expiry: async (id) => {
      const now = clock.now();
      const stream = shelf.find(id, now);
      const at = stream ? expiresAtOf(stream.head) : null;
      const cursors = stream?.readings?.size ? at : null;
      return { head: at, log: at, cursors, now };
    },

    remove: async (id, incarnation) => {
      const now = clock.now();
      const stream = shelf.find(id, now);
      const head = stream?.head ?? null;
      if (!stream) return left({ _tag: "not-found", head, now, stored: 0 });
      if (stream.head.incarnation !== incarnation) {
        return left({ _tag: "changed", head, now, stored: 0 });
      }
      shelf.drop(id, stream);
      return right({ head, now });
    },
  };
};
