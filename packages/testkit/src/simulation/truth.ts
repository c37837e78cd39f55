import {
  type Adapter,
  type CallId,
  createCodec,
  type Incarnation,
  isLeft,
  isRight,
  type LifecycleEvent,
  type StreamId,
} from "@segno/core";
import type { Said } from "../kit/stage.ts";

export type TrueEvent = { readonly epoch: number; readonly event: LifecycleEvent<Said> };
type Version = readonly TrueEvent[];

/** What the store held of each life, after every append: removed, replaced and forgotten ones too. */
export type Truth = {
  readonly adapter: Adapter;
  readonly lives: ReadonlyMap<Incarnation, readonly Version[]>;
  /** Each life, in the order of their beginnings, and the call that began it. */
  readonly begun: readonly { readonly incarnation: Incarnation; readonly call: CallId }[];
  /** The call that ended each life. */
  readonly closers: ReadonlyMap<Incarnation, CallId>;
  /** Each removal, by the life; a failover brings one back, and what removed it may remove it again. */
  readonly removed: readonly Incarnation[];
  /** To be called when the store forgot something: lives that it no longer knows count as empty from then on. */
  readonly forgot: (id: StreamId) => Promise<void>;
};

/** Looks at the log after every append, behind everybody's back. */
export const observed = (adapter: Adapter): Truth => {
  const { store } = adapter;
  const codec = createCodec<Said>({});
  const lives = new Map<Incarnation, Version[]>();
  const begun: { readonly incarnation: Incarnation; readonly call: CallId }[] = [];
  const closers = new Map<Incarnation, CallId>();
  const removed: Incarnation[] = [];

  const note = async (id: StreamId): Promise<void> => {
    const page = await store.read(id, null, 1_000_000);
    if (isLeft(page)) return;
    const { head, entries } = page.right;
    const version = entries.flatMap(({ entry, epoch }) => {
      const event = codec.decode(entry, head);
      return isRight(event) ? [{ epoch, event: event.right }] : [];
    });
    const versions = lives.get(head.incarnation) ?? [];
    versions.push(version);
    // The life that was changed last comes last.
    lives.delete(head.incarnation);
    lives.set(head.incarnation, versions);
    if (head.closer) closers.set(head.incarnation, head.closer);
  };

  return {
    lives,
    begun,
    closers,
    removed,
    forgot: async (id) => {
      const { head } = await store.head(id);
      for (const [incarnation, versions] of lives) {
        if (incarnation !== head?.incarnation) versions.push([]);
      }
      await note(id);
    },
    adapter: {
      ...adapter,
      store: {
        ...store,
        append: async (id, batch, expected) => {
          const answer = await store.append(id, batch, expected);
          if (isLeft(answer)) return answer;
          const { start } = batch;
          if (start) begun.push({ incarnation: start.incarnation, call: start.producer });
          await note(id);
          return answer;
        },
        remove: async (id, incarnation) => {
          const answer = await store.remove(id, incarnation);
          if (isRight(answer)) removed.push(incarnation);
          return answer;
        },
      },
    },
  };
};
