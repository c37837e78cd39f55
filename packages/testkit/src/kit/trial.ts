import { type Adapter, parseStreamId, type StreamId, systemClock, type Ulid } from "@segno/core";
import type { AdapterFactory, AdapterUnderTest } from "./adapter-under-test.ts";
import { demand } from "./law.ts";
import { seededIds } from "./seeded-ids.ts";
import { settled } from "./settled.ts";

/** What a law works with: the adapter, names that are new, and time. */
export type Trial = Omit<Adapter, "close"> & {
  readonly virtual: boolean;
  readonly seed: number;
  readonly id: () => StreamId;
  /** A name that is known to be valid. */
  readonly named: (name: string) => StreamId;
  readonly ulid: () => Ulid;
  /** A duration that the law must wait for: as it is in virtual time, at most 200 ms in real time. */
  readonly brief: (ms: number) => number;
  /** How often a random law tries: fewer times where each is slow. */
  readonly runs: (count: number) => number;
  readonly pass: (ms: number) => Promise<void>;
  /** Waits for what should come soon; a law is broken when it does not. */
  readonly soon: (holds: () => boolean | Promise<boolean>, otherwise: string) => Promise<void>;
  readonly evict: AdapterUnderTest["evict"];
  readonly snapshot: AdapterUnderTest["snapshot"];
};

export type OpenTrial = Trial & { readonly close: () => Promise<void> };

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const named = (name: string): StreamId => {
  const id = parseStreamId(name);
  demand(id !== null, `${name} is no valid id.`);
  return id;
};

/** Seeds choose names and histories. */
export const trialOf = (
  { adapter, advance, evict, snapshot }: Omit<AdapterUnderTest, "close">,
  seed: number,
): Trial => {
  const ids = seededIds(systemClock, seed);
  const pass = advance ?? sleep;
  const virtual = advance !== undefined;
  return {
    store: adapter.store,
    notifier: adapter.notifier,
    catalogue: adapter.catalogue,
    ...(adapter.forTenant && { forTenant: adapter.forTenant }),
    ...(adapter.cursors && { cursors: adapter.cursors }),
    ...(adapter.groups && { groups: adapter.groups }),
    ...(adapter.compact && { compact: adapter.compact }),
    virtual,
    seed,
    ulid: () => ids.next(),
    id: () => named(`law-${ids.next()}`),
    named,
    brief: (ms) => (virtual ? ms : Math.min(ms, 200)),
    runs: (count) => (virtual ? count : Math.ceil(count / 5)),
    pass,
    soon: async (holds, otherwise) => {
      for (let waited = 0; waited < 3_000; waited += 5) {
        await settled();
        if (await holds()) return;
        await pass(virtual ? 1 : 5);
        if (virtual && waited >= 250) break;
      }
      demand(await holds(), otherwise);
    },
    evict,
    snapshot,
  };
};

/** Where an outside store is shared, name each run's prefix differently. */
export const openTrial = async (factory: AdapterFactory, seed = 1): Promise<OpenTrial> => {
  const subject = await factory();
  return { ...trialOf(subject, seed), close: subject.close };
};
