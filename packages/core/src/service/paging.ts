import type { StoredEntry } from "../ports/event-store.ts";

const firstPage = 64;
/** In UTF-16 units: a page that a slow line carries within a call's time, and that a reader can afford to hold. */
const pageUnits = 262_144;

/** How many events to read at first. */
export const firstLimit = (mostEvents: number): number => Math.min(firstPage, mostEvents);

/** How many to read after a page of these entries: as many as make a page of a certain size. */
export const nextLimit = (
  limit: number,
  entries: readonly StoredEntry[],
  mostEvents: number,
): number => {
  if (entries.length === 0) return limit;
  let units = 0;
  for (const { entry } of entries) units += entry.length;
  const fitting = Math.floor((pageUnits * entries.length) / units);
  return Math.max(1, Math.min(mostEvents, fitting));
};
