import type { DeadEntry, StoredEntry } from "@segno/core";
import type { Stream } from "../shelf.ts";
import type { Group } from "./group.ts";

/** An event that is known to be there. */
export const storedAt = ({ entries, epochs }: Stream, offset: number): StoredEntry => ({
  offset,
  epoch: epochs[offset - 1] as number,
  entry: entries[offset - 1] as string,
});

/** Some of a group's dead letters, in the order of the log. */
export const lettersOf = (
  stream: Stream,
  group: Group | undefined,
  after: number,
  limit: number,
): readonly DeadEntry[] =>
  [...(group?.dead ?? [])]
    .filter(([offset]) => offset > after)
    .sort(([one], [other]) => one - other)
    .slice(0, limit)
    .map(([offset, deliveries]) => ({ stored: storedAt(stream, offset), deliveries }));
