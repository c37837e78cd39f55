import { type Batch, type EventStore, type Head, isRight, left, type StreamId } from "@segno/core";
import { pretend, type Saboteur, withStore } from "./saboteur.ts";

/** Every stream is kept for so long, whatever its producer asked for. */
const keptFor = (ms: number) => {
  const longer = <T extends { readonly activeTtlMs: number }>(term: T): T => ({
    ...term,
    activeTtlMs: ms,
    endedTtlMs: ms,
  });
  const batchFor = (batch: Batch): Batch => ({
    ...batch,
    ...(batch.start ? { start: longer(batch.start) } : {}),
    ...(batch.takeOver ? { takeOver: longer(batch.takeOver) } : {}),
  });
  return withStore((store) => ({
    append: (id, batch, expected) => store.append(id, batchFor(batch), expected),
  }));
};

/** Removes what is older than its TTL, however alive it is. */
const byAge = (store: EventStore): Partial<EventStore> => {
  const age = async (id: StreamId): Promise<void> => {
    const { head, now } = await store.head(id);
    if (head && now - head.startedAt >= head.activeTtlMs) await store.remove(id, head.incarnation);
  };
  return {
    append: async (id, batch, expected) => {
      await age(id);
      return store.append(id, batch, expected);
    },
    read: async (id, after, limit) => {
      await age(id);
      return store.read(id, after, limit);
    },
  };
};

/** Broken in the head, in time and in what is kept how long. */
export const keepingSaboteurs: readonly Saboteur[] = [
  {
    name: "lets the log expire ten milliseconds after the head",
    breaks: ["head and log expire at one instant, whatever was appended last"],
    wrap: withStore((store) => ({
      expiry: async (id) => {
        const { head, log, now } = await store.expiry(id);
        return { head, log: log === null ? null : log + 10, now };
      },
    })),
  },
  {
    name: "keeps every stream for an hour",
    breaks: [
      "what is over is gone at once and whole, and leaves room for a new life",
      "after its end a stream is kept for its ended TTL",
    ],
    wrap: keptFor(3_600_000),
  },
  {
    name: "counts a stream's time from its start, whatever happens in it",
    breaks: ["a sign of life keeps a stream beyond its first TTL"],
    wrap: withStore(byAge),
  },
  {
    name: "folds names to lower case",
    breaks: ["streams do not touch one another, however alike their names"],
    wrap: withStore((store) => {
      const fold = (id: StreamId): StreamId => id.toLowerCase() as StreamId;
      return {
        append: (id, batch, expected) => store.append(fold(id), batch, expected),
        read: (id, after, limit) => store.read(fold(id), after, limit),
        head: (id) => store.head(fold(id)),
        expiry: (id) => store.expiry(fold(id)),
        remove: (id, incarnation) => store.remove(fold(id), incarnation),
      };
    }),
  },
  {
    name: "leaves what it says it removed",
    breaks: ["removal takes head and log together"],
    wrap: withStore((store) => ({
      remove: async (id, incarnation) => {
        const { head, now } = await store.head(id);
        if (head?.incarnation !== incarnation) return store.remove(id, incarnation);
        return { _tag: "Right", right: { head, now } };
      },
    })),
  },
  {
    name: "removes whatever life it meets",
    breaks: [
      "removal names its life: any other stays",
      "hole 3: a late stop, or removal, never touches a later life",
    ],
    wrap: withStore((store) => ({
      remove: async (id, incarnation) => {
        const { head } = await store.head(id);
        return store.remove(id, head?.incarnation ?? incarnation);
      },
    })),
  },
  {
    name: "lets what an evicted head left behind stand in a start's way",
    breaks: ["hole 16: what is left of an evicted stream does not stand in a start's way"],
    wrap: withStore((store) => {
      const known = new Map<StreamId, Head>();
      return {
        append: async (id, batch, expected) => {
          const old = known.get(id);
          const { head, now } = await store.head(id);
          const left16 = old && !head && expected._tag === "no-stream";
          if (left16) return left({ _tag: "exists", head: old, now, stored: 0 });
          const answer = await store.append(id, batch, expected);
          const after = (await store.head(id)).head;
          if (isRight(answer) && after) known.set(id, after);
          return answer;
        },
        remove: async (id, incarnation) => {
          known.delete(id);
          return store.remove(id, incarnation);
        },
      };
    }),
  },
  {
    name: "answers before it has stored anything",
    breaks: ["all that happens is announced to followers, but heartbeats"],
    wrap: withStore((store) => ({
      append: async (id, batch, expected) => {
        const { head } = await store.head(id);
        if (head && expected._tag === "after" && !batch.end) return pretend(head, false);
        return store.append(id, batch, expected);
      },
    })),
  },
];
