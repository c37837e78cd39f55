import type { Catalogue, Clock, Head, StreamId } from "@segno/core";
import type { Shelf } from "./shelf.ts";
import { walk } from "./walk.ts";

/** Lists in the order in which ids were first started. */
export const createCatalogue = (shelf: Shelf, clock: Clock): Catalogue => ({
  list: async ({ cursor = "0", limit }) => {
    const now = clock.now();
    const streams: { readonly id: StreamId; readonly head: Head }[] = [];
    const enough = (): boolean => streams.length >= limit;
    const next = walk(shelf, cursor, enough, (id) => {
      const stream = shelf.find(id, now);
      if (stream) streams.push({ id, head: stream.head });
    });
    return { streams, cursor: next, now };
  },
});
