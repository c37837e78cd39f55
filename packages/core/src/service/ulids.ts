import { monotonicFactory } from "ulid";
import type { Clock } from "../ports/clock.ts";
import type { IdSource } from "../ports/ids.ts";
import type { Ulid } from "../stream/ids.ts";

/** ULIDs by this clock, monotonic within the process. */
export const ulids = (clock: Clock): IdSource => {
  const next = monotonicFactory();
  return { next: () => next(clock.now()) as Ulid };
};
