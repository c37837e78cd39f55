import { type Adapter, announcing, type Clock, checkOptions, systemClock } from "@segno/core";
import { createCatalogue } from "./catalogue.ts";
import { createNotifier } from "./notifier.ts";
import { createShelf } from "./shelf.ts";
import { createStore } from "./store.ts";

export type MemoryStreamsOptions = {
  /** Where time comes from; the machine's clock by default. */
  readonly clock?: Clock;
};

/** Streams in this process's memory: the embedded default. They end with the process. */
export const memoryStreams = (options: MemoryStreamsOptions = {}): Adapter => {
  checkOptions("memoryStreams", options, { clock: true });
  const { clock = systemClock } = options;
  const shelf = createShelf(clock);
  const notifier = createNotifier();
  return {
    store: announcing(createStore(shelf, clock), notifier),
    notifier,
    catalogue: createCatalogue(shelf, clock),
    close: async () => {
      shelf.clear();
      notifier.clear();
    },
  };
};
