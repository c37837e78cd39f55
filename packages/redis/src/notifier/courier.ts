import type { Clock } from "@segno/core";
import type { Client } from "../connection/client.ts";
import type { Link } from "../connection/link.ts";
import type { Channel } from "./channel.ts";
import { parseNotice } from "./notice-text.ts";

/** How one kind of pub/sub is spoken. */
export type Dialect = {
  readonly message: "message" | "smessage";
  readonly subscribe: (client: Client, names: string[]) => Promise<unknown>;
  readonly unsubscribe: (client: Client, name: string) => Promise<unknown>;
  /** How many channels one command may name. */
  readonly perCommand: number;
};

export const plainDialect: Dialect = {
  message: "message",
  subscribe: (client, names) => client.subscribe(...names),
  unsubscribe: (client, name) => client.unsubscribe(name),
  perCommand: 200,
};

/** Channels of one SSUBSCRIBE must share a slot, so each has its own, sent in one go. */
export const shardedDialect: Dialect = {
  message: "smessage",
  subscribe: (client, names) => Promise.all(names.map((name) => client.ssubscribe(name))),
  unsubscribe: (client, name) => client.sunsubscribe(name),
  perCommand: 200,
};

/** Keeps one connection subscribed to its channels, over any number of reconnects. */
export type Courier = {
  readonly add: (channel: Channel) => void;
  readonly remove: (channel: Channel) => void;
  readonly size: () => number;
  /** The server may have dropped some of them on a living connection. */
  readonly doubt: () => void;
  readonly close: () => void;
};

export type CourierDeps = {
  readonly link: Link;
  readonly dialect: Dialect;
  readonly clock: Clock;
  /** By name; those that are carried by others too. */
  readonly channels: ReadonlyMap<string, Channel>;
  /** The server refused a subscription on a living connection: its slot has moved, or the user may not. */
  readonly onRefused: (channel: Channel, cause: unknown) => void;
};

const retryMs = 250;

export const createCourier = (deps: CourierDeps): Courier => {
  const { link, dialect, clock, channels, onRefused } = deps;
  let carried = 0;
  let closed = false;
  let round = 0;

  const isMine = (channel: Channel): boolean => !closed && channel.carriedBy === courier;
  const current = (batch: Iterable<Channel>): Channel[] => [...batch].filter(isMine);

  const caughtUp = (channel: Channel): void => {
    if (!channel.missed) return;
    channel.missed = false;
    channel.tell({ _tag: "interrupted" });
  };

  const confirmed = (channel: Channel): void => {
    channel.confirm();
    caughtUp(channel);
  };

  const send = (batch: Channel[]): Promise<unknown> => {
    const names = batch.map((channel) => channel.name);
    return link.call((client) => dialect.subscribe(client, names));
  };

  /** One by one, so that a channel that is refused keeps no other from being confirmed. */
  const subscribeEach = async (batch: Channel[]): Promise<void> => {
    const mine = round;
    for (const channel of batch) {
      try {
        await send([channel]);
        for (const one of current([channel])) confirmed(one);
      } catch (cause) {
        // A connection that closed subscribes again when it is back.
        if (mine !== round || !link.up()) return;
        if (!isMine(channel)) continue;
        onRefused(channel, cause);
        const again = () => void subscribeEach(current([channel]));
        clock.after(retryMs, again, "background");
      }
    }
  };

  /**
   * After a reconnect: everything is subscribed again, some channels at a time, and a PING behind it is the
   * barrier. Whoever has missed something is told only then, so what it pulls begins where notices go on.
   */
  const resume = async (): Promise<void> => {
    const mine = ++round;
    const all = current(channels.values());
    for (let at = 0; at < all.length; at += dialect.perCommand) {
      const batch = current(all.slice(at, at + dialect.perCommand));
      if (mine !== round) return;
      if (batch.length === 0) continue;
      try {
        await send(batch);
        await link.call((client) => client.ping());
      } catch {
        if (mine !== round || !link.up()) return;
        await subscribeEach(batch);
        continue;
      }
      for (const channel of current(batch)) confirmed(channel);
    }
  };

  link.client.on(dialect.message, (name: string, text: string) => {
    // The last words of a connection that was given up: what follows them may be lost.
    if (!link.up()) return;
    const channel = channels.get(name);
    if (!channel || !isMine(channel)) return;
    const notice = parseNotice(text);
    if (!notice) return;
    // It is subscribed again, whether the reply has been seen or not: the hole is told of before what follows it.
    caughtUp(channel);
    channel.tell(notice);
  });
  const doubtAll = (): void => {
    round += 1;
    for (const channel of current(channels.values())) channel.missed = channel.isConfirmed;
  };
  link.onDown(doubtAll);
  link.onUp(() => void resume());

  const courier: Courier = {
    add: (channel) => {
      channel.carriedBy = courier;
      carried += 1;
      link.wake();
      // While the connection is down its return subscribes.
      if (link.up()) void subscribeEach([channel]);
    },
    remove: (channel) => {
      if (!isMine(channel)) return;
      channel.carriedBy = null;
      carried -= 1;
      // A lost goodbye costs nothing: a connection that dies takes its subscriptions with it.
      if (link.up())
        link.call((client) => dialect.unsubscribe(client, channel.name)).catch(() => {});
    },
    size: () => carried,
    doubt: () => {
      doubtAll();
      if (link.up()) void resume();
    },
    close: () => {
      round += 1;
      closed = true;
    },
  };
  return courier;
};
