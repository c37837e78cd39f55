import type { Attributes, BatchObservableCallback, Meter, Observable } from "@opentelemetry/api";
import type { ObservedService, StoreStats } from "@segno/core";

const reconnects = {
  name: "segno.store.reconnects",
  unit: "{connection}",
  description: "How often a connection to the store was made again",
};

const memory = {
  name: "segno.store.memory",
  unit: "By",
  description: "What the store takes, by its own account",
};

type Watched = { readonly ask: () => Promise<StoreStats>; reconnects: number };

/** Asks the stores of some services. Two may well be on one server: of what they take, the most is told, not the sum. */
export const watchStores = (meter: Meter, attributes: Attributes) => {
  const stores = new Set<Watched>();
  let past = 0;
  let observed: [reconnects: Observable, memory: Observable] | null = null;

  const asking: BatchObservableCallback = async (result) => {
    if (!observed) return;
    const seen = await Promise.all(
      [...stores].map(async (store) => {
        const stats = await store.ask();
        store.reconnects = stats.reconnects;
        return stats;
      }),
    );
    const made = seen.reduce((sum, store) => sum + store.reconnects, past);
    const taken = seen.flatMap(({ memoryBytes }) => memoryBytes ?? []);
    result.observe(observed[0], made, attributes);
    if (taken.length > 0) result.observe(observed[1], Math.max(...taken), attributes);
  };

  return {
    add: ({ storeStats: ask }: ObservedService): (() => void) => {
      if (!ask) return () => {};
      if (!observed) {
        observed = [
          meter.createObservableCounter(reconnects.name, reconnects),
          meter.createObservableUpDownCounter(memory.name, memory),
        ];
        meter.addBatchObservableCallback(asking, observed);
      }
      const store = { ask, reconnects: 0 };
      stores.add(store);
      return () => {
        stores.delete(store);
        past += store.reconnects;
      };
    },
    end: (): void => {
      if (observed) meter.removeBatchObservableCallback(asking, observed);
    },
  };
};
