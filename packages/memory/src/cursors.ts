import {
  type AckedNotice,
  type Clock,
  type CursorRefusal,
  type Cursors,
  left,
  maxReaders,
  type Notifier,
  type Place,
  type Reading,
  right,
  type StreamId,
} from "@segno/core";
import type { Shelf, Stream } from "./shelf.ts";
import { walk } from "./walk.ts";

/** Why a place may not be noted; null where it may. */
const refusalOf = (stream: Stream | undefined, place: Place): CursorRefusal["_tag"] | null => {
  if (!stream) return "not-found";
  const { head, epochs } = stream;
  if (head.incarnation !== place.incarnation) return "changed";
  if (place.offset > head.offset) return "ahead";
  return place.offset > 0 && epochs[place.offset - 1] !== place.epoch ? "diverged" : null;
};

/** The further of the two. */
const further = (known: Place | null | undefined, place: Place): Place | null =>
  place.offset > (known?.offset ?? 0) ? place : (known ?? null);

/** Places of readers, kept in the streams themselves: whatever takes a stream away takes them with it. */
export const createCursors = (shelf: Shelf, clock: Clock, notifier: Notifier): Cursors => {
  /** A hint: that nobody could be told fails nothing. */
  const announce = (id: StreamId, notice: AckedNotice): void => {
    notifier.publish(id, "acks", notice).catch(() => {});
  };

  return {
    read: async (id, reader) => {
      const now = clock.now();
      const stream = shelf.find(id, now);
      const incarnation = stream?.head.incarnation ?? null;
      return { incarnation, reading: stream?.readings?.get(reader) ?? null, now };
    },

    advance: async (id, reader, place, leaseMs) => {
      const now = clock.now();
      const stream = shelf.find(id, now);
      const refusal = refusalOf(stream, place);
      if (!stream || refusal) return left({ _tag: refusal ?? "not-found", now });
      stream.readings ??= new Map();
      const known = stream.readings.get(reader);
      if (!known && stream.readings.size >= maxReaders) return left({ _tag: "full", now });
      const reading: Reading = {
        place: further(known?.place, place),
        seenAt: now,
        leaseMs: leaseMs ?? known?.leaseMs ?? null,
      };
      stream.readings.set(reader, reading);
      if (reading.leaseMs !== null) {
        const offset = reading.place?.offset ?? 0;
        announce(id, { _tag: "acked", incarnation: place.incarnation, offset, reader });
      }
      return right({ incarnation: place.incarnation, reading, now });
    },

    list: async (id) => {
      const now = clock.now();
      const stream = shelf.find(id, now);
      const readings = [...(stream?.readings ?? [])];
      return {
        incarnation: stream?.head.incarnation ?? null,
        readers: readings.map(([reader, reading]) => ({ reader, ...reading })),
        now,
      };
    },

    remove: async (id, reader) => shelf.find(id, clock.now())?.readings?.delete(reader) ?? false,

    forget: async (reader, { cursor = "0", limit }) => {
      const now = clock.now();
      const streams: StreamId[] = [];
      let looked = 0;
      const enough = (): boolean => looked >= limit;
      const next = walk(shelf, cursor, enough, (id) => {
        looked += 1;
        if (shelf.find(id, now)?.readings?.delete(reader)) streams.push(id);
      });
      return { streams, cursor: next };
    },
  };
};
