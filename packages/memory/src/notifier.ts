import type { Notice, Notifier, StreamId, Topic } from "@segno/core";

type Listener = (notice: Notice) => void;

export type MemoryNotifier = Notifier & { readonly clear: () => void };

/**
 * Tells who listens in this process. Each listener is called in a microtask of its own: never within the
 * append that is announced, in the order of the announcements, and one that throws silences no other.
 */
export const createNotifier = (): MemoryNotifier => {
  const channels = new Map<string, Set<{ listener: Listener }>>();
  // No id holds a space, so no two channels share a name.
  const nameOf = (id: StreamId, topic: Topic): string => `${id} ${topic}`;

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

    clear: () => {
      for (const channel of channels.values()) channel.clear();
      channels.clear();
    },
  };
};
