import { type Description, formatPosition, placeOf, type Reading } from "@segno/core";
import type { Scene } from "../act.ts";

export type ReaderFinding = {
  readonly reader: string;
  /** Of the last event that it acknowledged; null before the first. */
  readonly position: string | null;
  /** How many events it has not acknowledged. */
  readonly behind: number;
  /** When it last gave a sign of life, in ms since 1970; null where it never did, or the store does not list its readers. */
  readonly seenAt: number | null;
};

/** How far readers are, the furthest behind first: those that are named, or else all that the store knows. */
export const readersOf = async (
  { streams, adapter }: Scene,
  { streamId, eventCount }: Description,
  names: readonly string[],
): Promise<readonly ReaderFinding[]> => {
  const listed = (await adapter.cursors?.list?.(streamId))?.readers ?? [];
  const known = new Map<string, Reading>(listed.map(({ reader, ...reading }) => [reader, reading]));
  const placeIn = ({ place }: Reading): string | null => place && formatPosition(streamId, place);
  const findingOf = async (reader: string): Promise<ReaderFinding> => {
    const reading = known.get(reader);
    const position = reading ? placeIn(reading) : await streams.playedUntil(streamId, reader);
    const seen = position === null ? 0 : (placeOf(position)?.offset ?? 0);
    const behind = Math.max(0, eventCount - seen);
    return { reader, position, behind, seenAt: reading?.seenAt ?? null };
  };
  const wanted = names.length > 0 ? names : [...known.keys()];
  const found = await Promise.all(wanted.map(findingOf));
  return found.sort((one, other) => other.behind - one.behind);
};
