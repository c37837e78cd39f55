import type { Incarnation, StreamId } from "../stream/ids.ts";
import { beginning, formatPosition, type Place, type Position } from "../stream/position.ts";

/** Where a reader stands: after this place, whose token is compared as one string. Offset 0: before all. */
export type Cursor = Place & { readonly position: Position };

export const start: Cursor = {
  incarnation: "" as Incarnation,
  epoch: 0,
  offset: 0,
  position: beginning,
};

export const cursorAt = (id: StreamId, { incarnation, epoch, offset }: Place): Cursor => ({
  incarnation,
  epoch,
  offset,
  position: formatPosition(id, { incarnation, epoch, offset }),
});

/** As a store is asked: null is the beginning. */
export const placeOf = (cursor: Cursor): Place | null => (cursor.offset === 0 ? null : cursor);
