import type { StoredEntry } from "../ports/event-store.ts";

/** How many events to read at once: few at first, then as many as make a page of a certain size. */
export interface Paging {
  readonly limit: () => number;
  readonly saw: (entries: readonly StoredEntry[]) => void;
}

const firstPage = 64;
/** In UTF-16 units: a page that a slow line carries within a call's time, and that a reader can afford to hold. */
const pageUnits = 262_144;

export const createPaging = (mostEvents: number): Paging => {
  let limit = Math.min(firstPage, mostEvents);
  return {
    limit: () => limit,
    saw: (entries) => {
      if (entries.length === 0) return;
      let units = 0;
      for (const { entry } of entries) units += entry.length;
      const fitting = Math.floor((pageUnits * entries.length) / units);
      limit = Math.max(1, Math.min(mostEvents, fitting));
    },
  };
};
