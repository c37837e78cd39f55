import { type Catalogue, type Clock, type Head, SegnoError, type StreamId } from "@segno/core";
import type { Shelf } from "./shelf.ts";

const cursorPattern = /^[0-9]{1,15}$/;

/** Lists in the order in which ids were first started; the cursor is the serial of the last one listed. */
export const createCatalogue = (shelf: Shelf, clock: Clock): Catalogue => ({
  list: async ({ cursor = "0", limit }) => {
    if (!cursorPattern.test(cursor)) {
      throw new SegnoError("invalid-cursor", "This cursor is none of this store's.");
    }
    const now = clock.now();
    const streams: { readonly id: StreamId; readonly head: Head }[] = [];
    let last = Number(cursor);
    for (const [id, { serial }] of shelf.all()) {
      if (serial <= last) continue;
      if (streams.length >= limit) return { streams, cursor: String(last), now };
      const stream = shelf.find(id, now);
      if (stream) streams.push({ id, head: stream.head });
      last = serial;
    }
    return { streams, cursor: null, now };
  },
});
