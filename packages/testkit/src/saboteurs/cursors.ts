import {
  type Cursors,
  isLeft,
  type Place,
  type ReaderId,
  type Reading,
  type ReadingSeen,
  right,
  type StreamId,
} from "@segno/core";
import { readerNamed } from "../kit/readings.ts";
import { type Saboteur, withCursors, withNotifier, withStore } from "./saboteur.ts";

/** The same, of readers that are taken for one another. */
const confusing = (cursors: Cursors, called: (reader: ReaderId) => ReaderId): Partial<Cursors> => ({
  read: (id, reader) => cursors.read(id, called(reader)),
  advance: (id, reader, place, leaseMs) => cursors.advance(id, called(reader), place, leaseMs),
  remove: (id, reader) => cursors.remove(id, called(reader)),
});

/** The same, with what is known of a reader shown otherwise. */
const showing = (
  cursors: Cursors,
  show: (reading: Reading, name: string) => Reading,
): Partial<Cursors> => ({
  read: async (id, reader) => {
    const seen = await cursors.read(id, reader);
    return seen.reading ? { ...seen, reading: show(seen.reading, `${id} ${reader}`) } : seen;
  },
  advance: async (id, reader, ...rest) => {
    const answer = await cursors.advance(id, reader, ...rest);
    if (isLeft(answer)) return answer;
    return right({ ...answer.right, reading: show(answer.right.reading, `${id} ${reader}`) });
  },
});

/** Remembers the place that it was told last, and shows that. */
const lastTold = (cursors: Cursors, evenRefused: boolean): Partial<Cursors> => {
  const told = new Map<string, Place>();
  const { read = cursors.read } = showing(cursors, (reading, name) => ({
    ...reading,
    place: told.get(name) ?? reading.place,
  }));
  return {
    read,
    advance: async (id, reader, place, leaseMs) => {
      const answer = await cursors.advance(id, reader, place, leaseMs);
      if (isLeft(answer) && !evenRefused) return answer;
      if (place.offset > 0) told.set(`${id} ${reader}`, place);
      const { incarnation, reading, now } = await read(id, reader);
      const alone = { place, seenAt: now, leaseMs: null };
      return right({ incarnation, reading: reading ?? alone, now });
    },
  };
};

/** Broken in where they say that readers are. */
const moving: readonly Saboteur[] = [
  {
    name: "keeps the place of a reader that it was told last",
    breaks: ["a reader's place moves on and never back, in whatever order it is told"],
    wrap: withCursors((cursors) => lastTold(cursors, false)),
  },
  {
    name: "believes whatever place it is told",
    breaks: [
      "what is past the head, or was lost, or is of no life that lives, is refused and moves nothing",
    ],
    wrap: withCursors((cursors) => lastTold(cursors, true)),
  },
  {
    name: "takes a reader's sign of life for a wish to begin anew",
    breaks: ["a sign of life alone makes a reader known and moves nothing"],
    wrap: withCursors((cursors) => ({
      advance: async (id, reader, place, leaseMs) => {
        if (place.offset === 0) await cursors.remove(id, reader);
        return cursors.advance(id, reader, place, leaseMs);
      },
    })),
  },
  {
    name: "keeps one place for all readers of a stream",
    breaks: ["a place is of one reader in one stream: nobody else's moves with it"],
    wrap: withCursors((cursors) => confusing(cursors, () => readerNamed("everybody"))),
  },
];

/** Broken in how long they keep it. */
const keeping: readonly Saboteur[] = [
  {
    name: "leaves the expiry of places as it was at first",
    breaks: ["places expire with their stream at one instant, whatever was appended last"],
    wrap: withStore((store) => {
      const first = new Map<StreamId, number>();
      return {
        expiry: async (id) => {
          const { cursors = null, ...rest } = await store.expiry(id);
          if (cursors === null) return rest;
          first.set(id, first.get(id) ?? cursors);
          return { ...rest, cursors: first.get(id) ?? cursors };
        },
      };
    }),
  },
  {
    name: "keeps places of lives that are gone",
    breaks: [
      "places go with their stream: when it is removed, when it is over, when it is begun anew",
    ],
    wrap: withCursors((cursors) => {
      const last = new Map<string, ReadingSeen>();
      return {
        read: async (id, reader) => {
          const seen = await cursors.read(id, reader);
          return seen.reading ? seen : { ...seen, ...last.get(`${id} ${reader}`) };
        },
        advance: async (id, reader, ...rest) => {
          const answer = await cursors.advance(id, reader, ...rest);
          if (!isLeft(answer)) last.set(`${id} ${reader}`, answer.right);
          return answer;
        },
      };
    }),
  },
  {
    name: "lets places go with the producer's next sign of life",
    breaks: ["a place that was noted is kept as long as its stream"],
    wrap: (adapter) => {
      const readers = new Map<StreamId, ReaderId>();
      const noting = withCursors((cursors) => ({
        advance: (id, reader, ...rest) => {
          readers.set(id, reader);
          return cursors.advance(id, reader, ...rest);
        },
      }));
      return withStore((store) => ({
        append: async (id, batch, expected) => {
          const reader = readers.get(id);
          if (reader) await adapter.cursors?.remove(id, reader);
          return store.append(id, batch, expected);
        },
      }))(noting(adapter));
    },
  },
];

/** Broken in whom they know. */
const bounding: readonly Saboteur[] = [
  {
    name: "lets another reader go where there is no room for one more",
    breaks: ["a stream knows a bounded number of readers, and those that it knows go on"],
    wrap: withCursors((cursors) => {
      let first: ReaderId | null = null;
      return {
        advance: async (id, reader, place, leaseMs) => {
          first ??= reader;
          const answer = await cursors.advance(id, reader, place, leaseMs);
          if (!isLeft(answer) || answer.left._tag !== "full") return answer;
          await cursors.remove(id, first);
          return cursors.advance(id, reader, place, leaseMs);
        },
      };
    }),
  },
  {
    name: "tells readers apart by how their names begin",
    breaks: ["readers are told apart by their names, whatever they are called"],
    wrap: withCursors((cursors) => confusing(cursors, ([first = ""]) => readerNamed(first))),
  },
  {
    name: "keeps the places of all tenants together",
    breaks: ["a place in a tenant's stream is nobody else's, whatever the streams are called"],
    wrap: (adapter) => {
      const { forTenant, cursors } = adapter;
      if (!forTenant || !cursors) return adapter;
      const place = { place: null, seenAt: 0, leaseMs: null };
      const known = new Map<string, Reading>();
      const shared: Partial<Cursors> = {
        read: async (id, reader) => {
          const seen = await cursors.read(id, reader);
          return { ...seen, reading: known.get(`${id} ${reader}`) ?? null };
        },
        advance: async (id, reader, where) => {
          const reading = { ...place, place: where };
          known.set(`${id} ${reader}`, reading);
          return right({ incarnation: where.incarnation, reading, now: 0 });
        },
      };
      const sharing = withCursors(() => shared);
      return { ...sharing(adapter), forTenant: (tenant) => sharing(forTenant(tenant)) };
    },
  },
  {
    name: "forgets a reader on the first page of a walk alone",
    breaks: ["a walk forgets a reader wherever it was, and nobody else"],
    wrap: withCursors((cursors) => ({
      forget: async (...args) => ({ ...(await cursors.forget(...args)), cursor: null }),
    })),
  },
];

/** Broken in whom they list. */
const listing: readonly Saboteur[] = [
  {
    name: "lists those alone that have acknowledged something",
    breaks: [
      "a list of readers has all of the life that is there, each where it is, and nobody else",
    ],
    wrap: withCursors(({ list }) => ({
      ...(list && {
        list: async (id) => {
          const seen = await list(id);
          return { ...seen, readers: seen.readers.filter(({ place }) => place !== null) };
        },
      }),
    })),
  },
  {
    name: "lists a first page of readers and no more",
    breaks: ["a list of readers has as many as a stream may know"],
    wrap: withCursors(({ list }) => ({
      ...(list && {
        list: async (id) => {
          const seen = await list(id);
          return { ...seen, readers: seen.readers.slice(0, 200) };
        },
      }),
    })),
  },
];

/** Broken in what they tell a producer that waits for a reader. */
const waiting: readonly Saboteur[] = [
  {
    name: "forgets with a sign of life that a reader is waited for",
    breaks: ["a reader that is waited for is told so, until another lease is given"],
    wrap: withCursors((cursors) => {
      const shown = showing(cursors, (reading) => ({ ...reading, leaseMs: null }));
      return {
        ...shown,
        advance: (id, reader, place, leaseMs) =>
          (leaseMs === undefined ? (shown.advance ?? cursors.advance) : cursors.advance)(
            id,
            reader,
            place,
            leaseMs,
          ),
      };
    }),
  },
  {
    name: "notes when a reader gave its first sign of life, and no other",
    breaks: ["a sign of life is noted at the store's time"],
    wrap: withCursors((cursors) => {
      const first = new Map<string, number>();
      return showing(cursors, (reading, name) => {
        const seenAt = first.get(name) ?? reading.seenAt;
        first.set(name, seenAt);
        return { ...reading, seenAt };
      });
    }),
  },
  {
    name: "tells nobody that a reader gave a sign of life",
    breaks: ["who waits for a reader hears its signs of life, and of nobody else"],
    wrap: withNotifier((notifier) => ({
      subscribe: (id, topic, listener) =>
        notifier.subscribe(id, topic, topic === "acks" ? () => {} : listener),
    })),
  },
  {
    name: "tells of every reader, whether it is waited for or not",
    breaks: ["who waits for a reader hears its signs of life, and of nobody else"],
    wrap: withCursors((cursors, { notifier }) => ({
      advance: async (id, reader, place, leaseMs) => {
        const { incarnation, offset } = place;
        await notifier.publish(id, "acks", { _tag: "acked", incarnation, reader, offset });
        return cursors.advance(id, reader, place, leaseMs);
      },
    })),
  },
];

/** For every law of cursors, at least one adapter that breaks it. */
export const cursorSaboteurs: readonly Saboteur[] = [
  ...moving,
  ...keeping,
  ...bounding,
  ...listing,
  ...waiting,
];
