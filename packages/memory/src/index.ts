import {
  type Adapter,
  announcing,
  type Clock,
  checkOptions,
  type Notifier,
  ownSubscriptions,
  systemClock,
  type TenantId,
} from "@segno/core";
import { createCatalogue } from "./catalogue.ts";
import { createCursors } from "./cursors.ts";
import { createGroups } from "./groups/groups.ts";
import { createNotifiers } from "./notifier.ts";
import { createShelves } from "./shelf.ts";
import { createRevisions, createStore } from "./store.ts";

export type MemoryStreamsOptions = {
  /** Where time comes from; the machine's clock by default. */
  readonly clock?: Clock;
};

/** Streams in this process's memory: the embedded default. They end with the process. */
export const memoryStreams = (options: MemoryStreamsOptions = {}): Adapter => {
  checkOptions("memoryStreams", options, { clock: true });
  const { clock = systemClock } = options;
  const shelves = createShelves(clock);
  const notifiers = createNotifiers();
  const nextRevision = createRevisions();

  const portsOf = (tenant: TenantId | null, notifier: Notifier) => {
    const shelf = shelves.of(tenant);
    return {
      store: announcing(createStore({ shelf, clock, nextRevision }), notifier),
      notifier,
      catalogue: createCatalogue(shelf, clock),
      cursors: createCursors(shelf, clock, notifier),
      groups: createGroups(shelf, clock, notifier),
    };
  };

  return {
    ...portsOf(null, notifiers.of(null)),
    forTenant: (tenant) => {
      const { notifier, close } = ownSubscriptions(notifiers.of(tenant));
      return { ...portsOf(tenant, notifier), close };
    },
    close: async () => {
      shelves.clear();
      notifiers.clear();
    },
  };
};
