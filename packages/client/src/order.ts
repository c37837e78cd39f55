import type { Place } from "@segno/core/browser";

/**
 * How an event stands to the one read last: the `next`; `seen` before; beyond a `gap`; of a `new-life`;
 * or at a place where this reader had read something that is no more (`diverged`).
 */
export type Order = "next" | "seen" | "gap" | "new-life" | "diverged";

/** `last` is null before the first event. An event that begins a life stands at offset 1. */
export const orderOf = (last: Place | null, place: Place): Order => {
  if (last?.incarnation !== place.incarnation) {
    if (place.offset !== 1) return "gap";
    return last ? "new-life" : "next";
  }
  if (place.offset <= last.offset) return place.epoch > last.epoch ? "diverged" : "seen";
  return place.offset === last.offset + 1 && place.epoch >= last.epoch ? "next" : "gap";
};
