import { type Adapter, isRight } from "@segno/core";

export type Counts = {
  appends: number;
  /** Appends that the store had before: a lost reply that was asked for again. */
  duplicates: number;
  /** Appends that were rejected: the store was broken, and the batch had to be sent again. */
  broken: number;
  /** Acknowledged events that a store had forgotten, and was sent again. */
  healed: number;
  reads: number;
  /** Times that a notifier said that notices may have been lost. */
  interrupted: number;
};

export const noCounts = (): Counts => ({
  appends: 0,
  duplicates: 0,
  broken: 0,
  healed: 0,
  reads: 0,
  interrupted: 0,
});

/** The adapter, and what is asked of it. */
export const counted = (adapter: Adapter, counts: Counts): Adapter => {
  const { store, notifier } = adapter;
  return {
    ...adapter,
    store: {
      ...store,
      append: async (id, batch, expected) => {
        counts.appends += 1;
        try {
          const answer = await store.append(id, batch, expected);
          if (isRight(answer)) {
            if (answer.right.duplicate) counts.duplicates += 1;
          } else if (answer.left._tag === "gap" && expected._tag === "after") {
            counts.healed += Math.max(0, expected.offset - (answer.left.head?.offset ?? 0));
          }
          return answer;
        } catch (error) {
          counts.broken += 1;
          throw error;
        }
      },
      read: (id, after, limit) => {
        counts.reads += 1;
        return store.read(id, after, limit);
      },
    },
    notifier: {
      ...notifier,
      subscribe: (id, topic, listener) =>
        notifier.subscribe(id, topic, (notice) => {
          if (notice._tag === "interrupted") counts.interrupted += 1;
          listener(notice);
        }),
    },
  };
};
