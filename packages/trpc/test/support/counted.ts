import type { Notifier } from "@segno/core";

/** The same notifier; `open` is how many subscriptions of followers are open. */
export const counted = (
  notifier: Notifier,
): { readonly notifier: Notifier; readonly open: () => number } => {
  let open = 0;
  const counting: Notifier = {
    ...notifier,
    subscribe: async (id, topic, listener) => {
      const subscription = await notifier.subscribe(id, topic, listener);
      if (topic === "control") return subscription;
      open += 1;
      return {
        close: () => {
          open -= 1;
          return subscription.close();
        },
      };
    },
  };
  return { notifier: counting, open: () => open };
};
