import {
  type Batch,
  type EventStore,
  type Head,
  isLeft,
  isRight,
  left,
  type StreamId,
} from "@segno/core";
import { pretend, type Saboteur, withHeads, withStore } from "./saboteur.ts";

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

const rounded = (head: Head): Head => {
  const short = (value: number): number => Number(value.toPrecision(10));
  return { ...head, activeTtlMs: short(head.activeTtlMs), endedTtlMs: short(head.endedTtlMs) };
};

/** Broken in the head, in time and in what is kept how long. */
export const keepingSaboteurs: readonly Saboteur[] = [
  {
    name: "forgets whose stream it is",
    breaks: [
      "no-stream starts a stream where nothing lives",
      "the head says who produces, on which terms, and who ended it",
      "owner and kind come back as they were given",
    ],
    wrap: withHeads(({ owner: _, ...head }) => head),
  },
  {
    name: "shows every epoch as the first",
    breaks: [
      "only what is not the producer's own begins an epoch",
      "epochs move with time, so that a forgotten one is not given again",
    ],
    wrap: (adapter) =>
      withStore((store) => ({
        append: async (id, batch, expected) => {
          const { head } = await store.head(id);
          const own = expected._tag === "after" && head ? { epoch: head.epoch } : {};
          const answer = await store.append(id, batch, { ...expected, ...own });
          if (isLeft(answer)) return answer;
          const place = { ...answer.right.place, epoch: 1 };
          return { ...answer, right: { ...answer.right, place } };
        },
      }))(withHeads((head) => ({ ...head, epoch: 1 }))(adapter)),
  },
  {
    name: "counts epochs one by one, so that a forgotten one is given again",
    breaks: ["epochs move with time, so that a forgotten one is not given again"],
    wrap: (adapter) => {
      const epochs = new Map<string, number[]>();
      const ordinal = (incarnation: string, epoch: number): number => {
        const known = epochs.get(incarnation) ?? [];
        epochs.set(incarnation, known);
        if (!known.includes(epoch)) known.push(epoch);
        return known.indexOf(epoch) + 1;
      };
      const actual = (incarnation: string, count: number): number =>
        epochs.get(incarnation)?.[count - 1] ?? count;
      const shown = withHeads((head) => ({
        ...head,
        epoch: ordinal(head.incarnation, head.epoch),
      }));
      return shown(
        withStore((store) => ({
          append: async (id, batch, expected) => {
            const own = expected._tag === "after";
            const epoch = own ? { epoch: actual(expected.incarnation, expected.epoch) } : {};
            const answer = await store.append(id, batch, { ...expected, ...epoch });
            if (isLeft(answer)) return answer;
            const { place } = answer.right;
            const count = ordinal(place.incarnation, place.epoch);
            return { ...answer, right: { ...answer.right, place: { ...place, epoch: count } } };
          },
        }))(adapter),
      );
    },
  },
  {
    name: "counts revisions from the start of each life",
    breaks: [
      "hole 5: removed and started again, a revision is not met a second time",
      "every append raises the revision and renews the lease",
    ],
    wrap: withHeads((head) => ({ ...head, revision: head.revision - head.startedAt * 1000 })),
  },
  {
    name: "tells the time in seconds",
    breaks: ["head and expiry of what is not there are null"],
    wrap: withStore((store) => ({
      head: async (id) => {
        const seen = await store.head(id);
        return { ...seen, now: seen.now / 1000 };
      },
    })),
  },
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
    name: "rounds large numbers",
    breaks: ["large numbers keep their digits"],
    wrap: withHeads(rounded),
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
