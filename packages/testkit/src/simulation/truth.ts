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

/** What the store held of each life when it was last changed, removed and replaced lives too. */
export type Truth = {
  readonly adapter: Adapter;
  readonly lives: ReadonlyMap<Incarnation, readonly TrueEvent[]>;
  /** The call that ended each life. */
  readonly closers: ReadonlyMap<Incarnation, CallId>;
  readonly removals: () => number;
};

/** Looks at the log after every append, behind everybody's back. */
export const observed = (adapter: Adapter): Truth => {
  const { store } = adapter;
  const codec = createCodec<Said>({});
  const lives = new Map<Incarnation, readonly TrueEvent[]>();
  const closers = new Map<Incarnation, CallId>();
  let removals = 0;

  const note = async (id: StreamId): Promise<void> => {
    const page = await store.read(id, null, 1_000_000);
    if (isLeft(page)) return;
    const { head, entries } = page.right;
    const events = entries.flatMap(({ entry, epoch }) => {
      const event = codec.decode(entry, head);
      return isRight(event) ? [{ epoch, event: event.right }] : [];
    });
    lives.set(head.incarnation, events);
    if (head.closer) closers.set(head.incarnation, head.closer);
  };

  return {
    lives,
    closers,
    removals: () => removals,
    adapter: {
      ...adapter,
      store: {
        ...store,
        append: async (id, batch, expected) => {
          const answer = await store.append(id, batch, expected);
          await note(id);
          return answer;
        },
        remove: async (id, incarnation) => {
          const answer = await store.remove(id, incarnation);
          if (isRight(answer)) removals += 1;
          return answer;
        },
      },
    },
  };
};
