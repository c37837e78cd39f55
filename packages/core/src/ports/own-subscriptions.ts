import { SegnoError } from "../errors/segno-error.ts";
import type { Notifier, Subscription } from "./notifier.ts";

export type OwnSubscriptions = {
  readonly notifier: Notifier;
  /** Ends what was subscribed through it, and nothing else; from here on it takes no more. */
  readonly close: () => Promise<void>;
};

/** A notifier that several share, as one of them has it: for a tenant's adapter, which closes without the others. */
export const ownSubscriptions = (shared: Notifier): OwnSubscriptions => {
  const own = new Set<Subscription>();
  let closed = false;
  return {
    notifier: {
      publish: (id, topic, notice) => shared.publish(id, topic, notice),
      subscribe: async (id, topic, listener) => {
        const tell: typeof listener = (notice) => {
          if (!closed) listener(notice);
        };
        const subscription = closed ? null : await shared.subscribe(id, topic, tell);
        if (!subscription || closed) {
          await subscription?.close();
          throw new SegnoError("closed", "The notifier was closed.");
        }
        own.add(subscription);
        return {
          close: async () => {
            own.delete(subscription);
            await subscription.close();
          },
        };
      },
    },
    close: async () => {
      closed = true;
      const open = [...own];
      own.clear();
      await Promise.all(open.map((subscription) => subscription.close()));
    },
  };
};
