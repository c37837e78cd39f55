import type { Incarnation } from "../stream/ids.ts";
import type { Place } from "../stream/position.ts";

/** Where a reader stands: after this place. Offset 0: before all. */
export type Cursor = Place;

export const start: Cursor = { incarnation: "" as Incarnation, epoch: 0, offset: 0 };
