import type { Adapter, EventStore } from "@segno/core";

/** Between one actor and the store that all share. */
export type Valve = {
  readonly adapter: Adapter;
  readonly shut: () => void;
  readonly open: () => void;
};

/**
 * While it is shut, every call to the store hangs, as it does for a process that is frozen or gone. Closing what was
 * opened over it leaves the store open for the others.
 */
export const createValve = ({ store, ...adapter }: Adapter): Valve => {
  let passage: Promise<void> | null = null;
  let release = (): void => {};

  const behind: EventStore = {
    append: async (...call) => {
      await passage;
      return store.append(...call);
    },
    read: async (...call) => {
      await passage;
      return store.read(...call);
    },
    head: async (...call) => {
      await passage;
      return store.head(...call);
    },
    expiry: async (...call) => {
      await passage;
      return store.expiry(...call);
    },
    remove: async (...call) => {
      await passage;
      return store.remove(...call);
    },
  };

  return {
    adapter: { ...adapter, store: behind, close: async () => {} },
    shut: () => {
      passage ??= new Promise((resolve) => {
        release = resolve;
      });
    },
    open: () => {
      passage = null;
      release();
    },
  };
};
