import type { Notice, Notifier, StreamId, TenantId, Topic } from "@segno/core";

type Listener = (notice: Notice) => void;

export type MemoryNotifiers = {
  /** Those who listen to one tenant's streams, or to those of none. */
  readonly of: (tenant: TenantId | null) => Notifier;
  readonly clear: () => void;
};

/**
 * Tells who listens in this process. Each listener is called in a microtask of its own: never within the
 * append that is announced, in the order of the announcements, and one that throws silences no other.
 */
export const createNotifiers = (): MemoryNotifiers => {
  const channels = new Map<string, Set<{ listener: Listener }>>();

  const notifierOf = (tenant: TenantId | null): Notifier => {
    // No id and no topic holds a space, so no two channels share a name.
    const suffix = tenant === null ? "" : ` ${tenant}`;
    const nameOf = (id: StreamId, topic: Topic): string => `${id} ${topic}${suffix}`;

    return {
      subscribe: async (id, topic, listener) => {
        const name = nameOf(id, topic);
        const channel = channels.get(name) ?? new Set();
        channels.set(name, channel);
        const member = { listener };
        channel.add(member);
        return {
          close: async () => {
            channel.delete(member);
            if (channel.size === 0 && channels.get(name) === channel) channels.delete(name);
          },
        };
      },

      publish: async (id, topic, notice) => {
        const channel = channels.get(nameOf(id, topic));
        for (const member of channel ?? []) {
          queueMicrotask(() => {
            if (channel?.has(member)) member.listener(notice);
          });
        }
      },
    };
  };

  return {
    of: notifierOf,
    clear: () => {
      for (const channel of channels.values()) channel.clear();
      channels.clear();
    },
  };
};
