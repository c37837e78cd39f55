import type { Notice, Notifier } from "@segno/core";
import { settled } from "../kit/settled.ts";
import { type Saboteur, withNotifier, withStore } from "./saboteur.ts";

const early = (notifier: Notifier): Partial<Notifier> => ({
  subscribe: async (id, topic, listener) => {
    const later = settled().then(() => notifier.subscribe(id, topic, listener));
    return { close: async () => (await later).close() };
  },
});

/** Broken in whom they tell, and when. */
export const subscribingSaboteurs: readonly Saboteur[] = [
  {
    name: "resolves a subscription before it is confirmed",
    breaks: ["a subscription is confirmed before it resolves: what comes next is heard"],
    wrap: withNotifier(early),
  },
  {
    name: "goes on telling who has left",
    breaks: ["closed means silent, at once and for that listener alone"],
    wrap: withNotifier((notifier) => ({
      subscribe: async (...args) => {
        await notifier.subscribe(...args);
        return { close: async () => {} };
      },
    })),
  },
  {
    name: "silences all listeners when one leaves",
    breaks: ["closed means silent, at once and for that listener alone"],
    wrap: withNotifier((notifier) => {
      const open = new Set<() => Promise<void>>();
      return {
        subscribe: async (...args) => {
          const { close } = await notifier.subscribe(...args);
          open.add(close);
          return { close: async () => void (await Promise.all([...open].map((one) => one()))) };
        },
      };
    }),
  },
  {
    name: "tells followers and producers the same",
    breaks: [
      "every listener hears, each of its own stream and topic",
      "a producer hears what others do to its stream, not its own chunks",
    ],
    wrap: withNotifier((notifier) => ({
      subscribe: (id, _topic, listener) => notifier.subscribe(id, "events", listener),
    })),
  },
  {
    name: "calls listeners from within the append",
    breaks: ["a listener is never called within the append that it hears of"],
    wrap: (adapter) => {
      const listeners = new Map<string, (notice: Notice) => void>();
      const { notifier } = adapter;
      const inside = withStore((store) => ({
        append: (id, batch, expected) => {
          listeners.get(id)?.({ _tag: "interrupted" });
          return store.append(id, batch, expected);
        },
      }))(adapter);
      return {
        ...inside,
        notifier: {
          publish: (...args) => notifier.publish(...args),
          subscribe: async (id, topic, listener) => {
            listeners.set(id, listener);
            return notifier.subscribe(id, topic, () => {});
          },
        },
      };
    },
  },
  {
    name: "swallows what is published",
    breaks: ["what is published reaches who listens"],
    wrap: withNotifier(() => ({ publish: async () => {} })),
  },
];
