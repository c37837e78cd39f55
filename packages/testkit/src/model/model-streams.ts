import {
  type Adapter,
  announcing,
  type Clock,
  type Head,
  isRight,
  type Notice,
  type Notifier,
  type StreamId,
} from "@segno/core";
import { type ModelSnapshot, modelStore, type NextEpoch } from "./model-store.ts";

/** A store that can forget: what a failover to a replica that lagged does. */
export type Rewindable = Adapter & {
  /** Back to what it held so many ms ago; nobody is told. */
  readonly rewind: (lagMs: number) => void;
  /** A copy of all it holds; what it gives puts the copy back. */
  readonly snapshot: () => () => void;
};

type Past = { readonly at: number; readonly held: ModelSnapshot };

/** The model as an adapter, on a clock of the test's own: slow and obvious, and able to forget. */
export const modelStreams = (clock: Clock, nextEpoch?: NextEpoch): Rewindable => {
  const model = modelStore(() => clock.now(), nextEpoch);
  const listeners = new Set<{ readonly name: string; readonly tell: (notice: Notice) => void }>();
  let past: Past[] = [{ at: Number.NEGATIVE_INFINITY, held: model.snapshot() }];
  const note = (): void => {
    past.push({ at: clock.elapsed(), held: model.snapshot() });
  };

  const publish: Notifier["publish"] = async (id, topic, notice) => {
    for (const one of listeners) {
      if (one.name !== `${id} ${topic}`) continue;
      queueMicrotask(() => {
        if (listeners.has(one)) one.tell(notice);
      });
    }
  };
  const subscribe: Notifier["subscribe"] = async (id, topic, tell) => {
    const one = { name: `${id} ${topic}`, tell };
    listeners.add(one);
    return {
      close: async () => {
        listeners.delete(one);
      },
    };
  };
  const notifier: Notifier = { subscribe, publish };

  const store = announcing(
    {
      ...model,
      append: async (...args) => {
        const answer = await model.append(...args);
        if (isRight(answer)) note();
        return answer;
      },
      remove: async (...args) => {
        const answer = await model.remove(...args);
        if (isRight(answer)) note();
        return answer;
      },
    },
    notifier,
  );

  return {
    store,
    notifier,
    catalogue: {
      list: async () => {
        const streams: { readonly id: StreamId; readonly head: Head }[] = [];
        for (const id of model.snapshot().keys()) {
          const { head } = await model.head(id);
          if (head) streams.push({ id, head });
        }
        return { streams, cursor: null, now: clock.now() };
      },
    },
    close: async () => listeners.clear(),
    snapshot: () => {
      const held = model.snapshot();
      return () => model.restore(held);
    },
    rewind: (lagMs) => {
      past = past.filter(({ at }) => at <= clock.elapsed() - lagMs);
      const last = past.at(-1);
      if (last) model.restore(last.held);
    },
  };
};
