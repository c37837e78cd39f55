import type { StreamId } from "../stream/ids.ts";
import { beginning, formatPosition, type Place, type Position } from "../stream/position.ts";

/** Where a reader stands: after this place; its token is compared as one string. */
export type Cursor = { readonly place: Place | null; readonly position: Position };

export const start: Cursor = { place: null, position: beginning };

export const cursorAt = (id: StreamId, place: Place): Cursor => ({
  place,
  position: formatPosition(id, place),
});
