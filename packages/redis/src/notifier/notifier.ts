import { type Clock, type Notifier, SegnoError } from "@segno/core";
import type { Client } from "../connection/client.ts";
import type { Link } from "../connection/link.ts";
import type { Keys } from "../keys.ts";
import { Channel } from "./channel.ts";
import { formatNotice } from "./notice-text.ts";

/** Sees to it that a channel is subscribed, on whichever connection it belongs. */
export type Carrier = {
  readonly add: (channel: Channel) => void;
  readonly remove: (channel: Channel) => void;
  readonly close: () => void;
};

export type NotifierDeps = {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Whose connection publishes. */
  readonly link: Link;
  readonly publish: (client: Client, channel: string, text: string) => Promise<unknown>;
  readonly carrier: Carrier;
  /** Those that somebody listens to, by name; nobody else writes it. */
  readonly channels: Map<string, Channel>;
};

export type RedisNotifiers = {
  /** Those who listen to what goes by these names. */
  readonly of: (keys: Pick<Keys, "channel">) => Notifier;
  readonly close: () => void;
};

/** One Redis subscription for any number of listeners of a channel, kept over reconnects. */
export const createNotifiers = (deps: NotifierDeps): RedisNotifiers => {
  const { clock, timeoutMs, link, publish, carrier, channels } = deps;
  let closed = false;

  const leave = (channel: Channel): void => {
    if (channels.get(channel.name) !== channel) return;
    channels.delete(channel.name);
    carrier.remove(channel);
  };

  const open = (name: string): Channel => {
    const channel = new Channel(name, leave);
    channels.set(name, channel);
    const late = `No confirmation of a subscription within ${timeoutMs} ms.`;
    const cancel = clock.after(timeoutMs, () =>
      channel.refuse(new SegnoError("store-unavailable", late)),
    );
    channel.confirmed?.then(cancel, cancel);
    carrier.add(channel);
    return channel;
  };

  const notifierOf = (keys: Pick<Keys, "channel">): Notifier => ({
    subscribe: async (id, topic, listener) => {
      if (closed) throw new SegnoError("closed", "The notifier was closed.");
      const name = keys.channel(id, topic);
      const channel = channels.get(name) ?? open(name);
      const subscription = channel.join(listener);
      try {
        await channel.confirmed;
      } catch (cause) {
        await subscription.close();
        throw cause;
      }
      return subscription;
    },

    publish: async (id, topic, notice) => {
      const name = keys.channel(id, topic);
      const text = formatNotice(notice);
      // That something may have been lost is said by a notifier itself, to its own listeners.
      if (text !== null) await link.call((client) => publish(client, name, text));
      else channels.get(name)?.tell(notice);
    },
  });

  return {
    of: notifierOf,
    close: () => {
      if (closed) return;
      closed = true;
      for (const channel of channels.values()) {
        channel.silence();
        channel.refuse(new SegnoError("closed", "The notifier was closed."));
      }
      channels.clear();
      carrier.close();
    },
  };
};
