import {
  expiresAtOf,
  type GroupName,
  type Head,
  type Hold,
  lastActivityOf,
  type StreamId,
} from "@segno/core";
import type { Shelf, Stream } from "../shelf.ts";
import { type Group, isThrough } from "./group.ts";

/** For whom lives are kept longer than they would be. */
export type Holds = {
  readonly set: (stream: Stream, hold: Hold) => void;
  readonly of: (stream: Stream) => Hold | null;
  /** Lets go of a life that nobody waits for any more. */
  readonly release: (
    id: StreamId,
    stream: Stream,
    groups: ReadonlyMap<GroupName, Group>,
    now: number,
  ) => void;
};

export const createHolds = (shelf: Shelf): Holds => {
  const holds = new WeakMap<Stream, Hold>();
  return {
    set: (stream, hold) => void holds.set(stream, hold),
    of: (stream) => holds.get(stream) ?? null,
    release: (id, stream, groups, now) => {
      const hold = holds.get(stream);
      if (!hold?.groups.every((name) => isThrough(stream.head, groups.get(name)))) return;
      holds.delete(stream);
      // The expiry is counted from the last append.
      const endedTtlMs = now - lastActivityOf(stream.head) + hold.endedTtlMs;
      const head: Head = { ...stream.head, endedTtlMs };
      if (expiresAtOf(head) >= expiresAtOf(stream.head)) return;
      stream.head = head;
      shelf.watch(id, stream, now);
    },
  };
};
