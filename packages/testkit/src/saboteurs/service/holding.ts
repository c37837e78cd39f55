import { isLeft, right, type StartOptions } from "@segno/core";
import { withCursors } from "../saboteur.ts";
import { overAdapter, type ServiceSaboteur, withStreams } from "./service-saboteur.ts";

const [held, left, others, run] = [
  "a producer is held while its reader owes acknowledgements, and goes on as they come",
  "a reader that has left lets go when its lease is over, and holds again when it is back",
  "only the reader that is waited for holds a producer, and only its acknowledgements let it go",
  "run and pipe are held like a writer, and a source is not asked for more than fits",
];

const unheld = ({ ackWindow: _, ...options }: StartOptions = {}): StartOptions => options;

/** Broken in whom they wait for. */
export const holdingServiceSaboteurs: readonly ServiceSaboteur[] = [
  {
    name: "waits for nobody",
    breaks: [held, left, others, run],
    create: withStreams((streams) => ({
      start: (id, options) => streams.start(id, unheld(options)),
      pipe: (id, source, options) => streams.pipe(id, source, unheld(options)),
    })),
  },
  {
    name: "takes a reader for gone that is there and has nothing to say",
    breaks: [held],
    wrap: withCursors((cursors) => ({
      advance: async (id, reader, place, leaseMs) => {
        if (place.offset > 0 || leaseMs !== undefined) {
          return cursors.advance(id, reader, place, leaseMs);
        }
        const { incarnation, reading, now } = await cursors.read(id, reader);
        const known = reading ?? { place: null, seenAt: now, leaseMs: null };
        return right({ incarnation, reading: known, now });
      },
    })),
  },
  {
    name: "takes a reader that has left for one that is there",
    breaks: [left],
    wrap: withCursors((cursors) => ({
      read: async (id, reader) => {
        const seen = await cursors.read(id, reader);
        return seen.reading ? { ...seen, reading: { ...seen.reading, seenAt: seen.now } } : seen;
      },
    })),
  },
  {
    name: "takes a reader that is back for one that has left",
    breaks: [left],
    wrap: withCursors((cursors) => {
      const gone = new Set<string>();
      return {
        read: async (id, reader) => {
          const seen = await cursors.read(id, reader);
          const { reading, now } = seen;
          if (reading?.leaseMs && now >= reading.seenAt + reading.leaseMs) gone.add(id);
          return gone.has(id) && reading ? { ...seen, reading: { ...reading, seenAt: 0 } } : seen;
        },
      };
    }),
  },
  {
    name: "takes no notice of acknowledgements after the first",
    breaks: [held],
    wrap: withCursors((cursors) => ({
      advance: async (id, reader, place, leaseMs) => {
        const { incarnation, reading, now } = await cursors.read(id, reader);
        if (!reading?.place) return cursors.advance(id, reader, place, leaseMs);
        const answer = await cursors.advance(id, reader, reading.place, leaseMs);
        return isLeft(answer) ? answer : right({ incarnation, reading, now });
      },
    })),
  },
  overAdapter("keeps one place for all readers of a stream", [others]),
];
