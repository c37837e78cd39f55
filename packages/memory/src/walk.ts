import { SegnoError, type StreamId } from "@segno/core";
import type { Shelf } from "./shelf.ts";

const cursorPattern = /^[0-9]{1,15}$/;

/**
 * Visits ids in the order in which they were first started, until it is enough, and says where to go on: the cursor is
 * the serial of the last one that was visited. Null at the end.
 */
export const walk = (
  shelf: Shelf,
  cursor: string,
  enough: () => boolean,
  visit: (id: StreamId) => void,
): string | null => {
  if (!cursorPattern.test(cursor)) {
    throw new SegnoError("invalid-cursor", "This cursor is none of this store's.");
  }
  let last = Number(cursor);
  for (const [id, { serial }] of shelf.all()) {
    if (serial <= last) continue;
    if (enough()) return String(last);
    visit(id);
    last = serial;
  }
  return null;
};
