import type { Adapter } from "@segno/core";

export type Counting = { readonly adapter: Adapter; readonly subscriptions: () => number };

/** How many subscriptions are open. */
export const counting = (adapter: Adapter): Counting => {
  let open = 0;
  const { notifier } = adapter;
  return {
    subscriptions: () => open,
    adapter: {
      ...adapter,
      notifier: {
        ...notifier,
        subscribe: async (...to) => {
          const subscription = await notifier.subscribe(...to);
          open += 1;
          let closed = false;
          return {
            close: () => {
              if (!closed) open -= 1;
              closed = true;
              return subscription.close();
            },
          };
        },
      },
    },
  };
};
