import { type Head, isLeft, isRight, left, type StreamId } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import {
  type AdapterUnderTest,
  modelStreams,
  type VirtualClock,
  virtualClock,
} from "@segno/testkit";

/** The memory adapter on virtual time. */
export const memory = async (clock: VirtualClock = virtualClock()): Promise<AdapterUnderTest> => {
  const adapter = memoryStreams({ clock });
  return { adapter, clock, advance: clock.advance, close: adapter.close };
};

/** As if its heads and logs were two keys, of which a store short of memory can take one. */
export const evictable = async (): Promise<AdapterUnderTest> => {
  const honest = await memory();
  const { store, groups } = honest.adapter;
  const heads = new Map<StreamId, Head>();
  const logs = new Map<StreamId, Head>();
  const lost = (taken: Map<StreamId, Head>, id: StreamId, head: Head | null): boolean =>
    head !== null && taken.get(id)?.incarnation === head.incarnation;
  const clear = async (id: StreamId): Promise<void> => {
    const { head } = await store.head(id);
    if (head && lost(heads, id, head)) await store.remove(id, head.incarnation);
  };
  return {
    ...honest,
    evict: async (id, part) => {
      const { head } = await store.head(id);
      if (head) (part === "head" ? heads : logs).set(id, head);
    },
    adapter: {
      ...honest.adapter,
      // All that it promises, but for the space.
      compact: async (id, incarnation) => {
        const { head } = await store.head(id);
        if (!head) return "not-found";
        if (head.incarnation !== incarnation) return "changed";
        return head.terminal === undefined ? "active" : "compacted";
      },
      ...(groups && {
        groups: {
          ...groups,
          take: async (id, taking) => {
            const { head, now } = await store.head(id);
            const isGone = head && lost(logs, id, head);
            return isGone ? left({ _tag: "trimmed", head, now }) : groups.take(id, taking);
          },
        },
      }),
      store: {
        ...store,
        append: async (id, batch, expected) => {
          await clear(id);
          return store.append(id, batch, expected);
        },
        head: async (id) => {
          const seen = await store.head(id);
          return lost(heads, id, seen.head) ? { ...seen, head: null } : seen;
        },
        read: async (id, after, limit) => {
          const page = await store.read(id, after, limit);
          const head = isRight(page) ? page.right.head : null;
          const { now } = isLeft(page) ? page.left : page.right;
          if (lost(heads, id, head)) return left({ _tag: "not-found", now });
          return head && lost(logs, id, head) ? left({ _tag: "trimmed", head, now }) : page;
        },
      },
    },
  };
};

/** The model as an adapter: it can forget, as a failover to a lagging replica makes a store forget. */
export const forgetful = async (): Promise<AdapterUnderTest> => {
  const clock = virtualClock();
  const adapter = modelStreams(clock);
  return {
    adapter,
    clock,
    advance: clock.advance,
    snapshot: async () => {
      const restore = adapter.snapshot();
      return async () => restore();
    },
    close: adapter.close,
  };
};
