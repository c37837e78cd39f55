import {
  type Notice,
  type Notifier,
  type StreamId,
  soon,
  type TenantId,
  type Topic,
} from "@segno/core";

type Listener = (notice: Notice) => void;

/** Who listens to one topic of one stream. */
type Channel = {
  readonly tenant: TenantId | null;
  readonly topic: Topic;
  readonly members: Set<{ readonly listener: Listener }>;
};

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
  // By id first, which is at hand: a name made of all three would be made for every chunk.
  const channels = new Map<StreamId, Channel[]>();

  const find = (tenant: TenantId | null, id: StreamId, topic: Topic): Channel | undefined =>
    channels.get(id)?.find((channel) => channel.topic === topic && channel.tenant === tenant);

  const open = (tenant: TenantId | null, id: StreamId, topic: Topic): Channel => {
    const channel: Channel = { tenant, topic, members: new Set() };
    channels.set(id, [...(channels.get(id) ?? []), channel]);
    return channel;
  };

  const drop = (id: StreamId, channel: Channel): void => {
    const others = channels.get(id)?.filter((other) => other !== channel) ?? [];
    if (others.length > 0) channels.set(id, others);
    else channels.delete(id);
  };

  const notifierOf = (tenant: TenantId | null): Notifier => ({
    subscribe: async (id, topic, listener) => {
      const channel = find(tenant, id, topic) ?? open(tenant, id, topic);
      const member = { listener };
      channel.members.add(member);
      return {
        close: async () => {
          channel.members.delete(member);
          if (channel.members.size === 0) drop(id, channel);
        },
      };
    },

    publish: async (id, topic, notice) => {
      const members = find(tenant, id, topic)?.members;
      for (const member of members ?? []) {
        soon(() => {
          if (members?.has(member)) member.listener(notice);
        });
      }
    },
  });

  return {
    of: notifierOf,
    clear: () => {
      for (const open of channels.values()) for (const { members } of open) members.clear();
      channels.clear();
    },
  };
};
