import type { Settings } from "@segno/core";

/** Nobody gives a sign of life, and nobody looks, while something else is measured. */
export const still: Partial<Settings> = {
  leaseMs: 300_000,
  heartbeatMs: 60_000,
  graceMs: 70_000,
  activeTtlMs: 900_000,
  positionCheckMs: 60_000,
};
