import type { DeadEntry, Parcel, Receipt, StoredEntry } from "@segno/core";
import type { Log } from "../store/logs.ts";

/** By what an entry of the log is known again: its id, and how many events it holds. */
const refOf = (id: string, size: number): string => `${id} ${size}`;

const idOf = (ref: string): string => ref.slice(0, ref.indexOf(" "));
const sizeOf = (ref: string): number => Number(ref.slice(ref.indexOf(" ") + 1));

/** The offset of the last event of an entry, which its id begins with. */
const lastOf = (ref: string): number => Number(ref.slice(0, ref.indexOf("-")));

export const idsOf = (refs: readonly string[]): readonly string[] => refs.map(idOf);

type Args = readonly (string | number)[];

/** Which events of an entry: counted from 1. */
export const receiptArgs = ({ ref, offsets }: Receipt): Args => {
  const before = lastOf(ref) - sizeOf(ref);
  return [idOf(ref), sizeOf(ref), offsets.map((offset) => offset - before).join()];
};

/** The events of an entry. */
const entriesOf = (log: Log, item: unknown): readonly StoredEntry[] => log.entriesOf([item], 1);

/** An entry, its deliveries and its flags, as the scripts answer them. */
type Answered = readonly [item: unknown, deliveries: number, flags: string];

/** Those events of an entry that have a flag; without any, all are open. */
const flagged = (entries: readonly StoredEntry[], flags: string, flag: string) =>
  flags === "" ? entries : entries.filter((_, at) => flags[at] === flag);

export const parcelOf = (log: Log, [item, deliveries, flags]: Answered): Parcel => {
  const entries = entriesOf(log, item);
  const [id] = item as [string];
  return {
    ref: refOf(id, entries.length),
    entries: flagged(entries, flags, "0"),
    deliveries: Number(deliveries),
  };
};

export const lettersOf = (log: Log, [item, deliveries, flags]: Answered): readonly DeadEntry[] =>
  flagged(entriesOf(log, item), flags, "x").map((stored) => ({
    stored,
    deliveries: Number(deliveries),
  }));
