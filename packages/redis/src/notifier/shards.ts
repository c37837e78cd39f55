import type { Cancel, Clock } from "@segno/core";
import { addressOf, type Client } from "../connection/client.ts";
import type { Link } from "../connection/link.ts";
import { slotOf } from "../slot.ts";
import type { Channel } from "./channel.ts";
import { type Courier, createCourier, shardedDialect } from "./courier.ts";
import type { Carrier } from "./notifier.ts";

export type ShardsDeps = {
  /** The Cluster's commands; it knows which master serves which slot. */
  readonly link: Link;
  readonly clock: Clock;
  /** All that somebody listens to, by name. */
  readonly channels: ReadonlyMap<string, Channel>;
  /** A connection of our own to a node. */
  readonly connect: (node: Client) => Link;
};

type Shard = { readonly courier: Courier; readonly close: Cancel; doubted: boolean };
type Placed = { readonly channel: Channel; readonly slot: number; shard: Shard | null };

/**
 * Sharded pub/sub: one connection to each master that serves a subscribed slot. A channel follows its slot:
 * when the slot table says that another master serves it, it is subscribed there, and whoever listens is told
 * that notices may have been lost between.
 */
export const createShards = ({ link, clock, channels, connect }: ShardsDeps): Carrier => {
  const placed = new Map<string, Placed>();
  const shards = new Map<string, Shard>();
  let closed = false;

  const open = (node: Client): Shard => {
    const own = connect(node);
    // Version 5 takes the server's farewell to a moved slot for an answer, and is out of step from there on.
    own.client.on("error", (error: Error) => {
      if (error.message.startsWith("Command queue state error")) own.renew();
    });
    // What version 6 says when the server has dropped channels, without saying which. Their slot has moved,
    // or it was only given once more to the node that had it: then it is to be subscribed again right there.
    own.client.on("moved", () => {
      shard.doubted = true;
      refresh();
    });
    const dialect = shardedDialect;
    const courier = createCourier({ link: own, dialect, clock, channels, onRefused });
    const close = (): void => {
      courier.close();
      own.close();
    };
    const shard: Shard = { courier, close, doubted: false };
    return shard;
  };

  const shardAt = (slot: number): Shard | null => {
    const { slots, nodes } = link.client;
    const key = slots?.[slot]?.[0];
    if (key === undefined) return null;
    const known = shards.get(key);
    if (known) return known;
    const node = nodes?.call(link.client, "all").find((one) => addressOf(one) === key);
    if (!node) return null;
    const shard = open(node);
    shards.set(key, shard);
    return shard;
  };

  const place = (one: Placed): void => {
    const shard = shardAt(one.slot);
    if (!shard || shard === one.shard) return;
    if (one.shard) {
      one.shard.courier.remove(one.channel);
      one.channel.missed = one.channel.isConfirmed;
    }
    one.shard = shard;
    shard.courier.add(one.channel);
  };

  /** After each new slot table: channels go where their slots went; connections without any are closed. */
  const settle = (): void => {
    if (closed) return;
    for (const one of placed.values()) place(one);
    for (const [key, shard] of shards) {
      if (shard.courier.size() === 0) {
        shards.delete(key);
        shard.close();
      } else if (shard.doubted) {
        shard.doubted = false;
        shard.courier.doubt();
      }
    }
  };

  const refresh = (): void => {
    if (!closed) link.client.refreshSlotsCache?.();
  };

  const onRefused = (channel: Channel, cause: unknown): void => {
    const message = cause instanceof Error ? cause.message : "";
    if (/\b(MOVED|CLUSTERDOWN|LOADING|MASTERDOWN)\b/.test(message)) refresh();
    else channel.refuse(cause);
  };

  link.onUp(settle);
  link.client.on("refresh", settle);

  return {
    add: (channel) => {
      const one: Placed = { channel, slot: slotOf(channel.name), shard: null };
      placed.set(channel.name, one);
      // Also what connects, where nothing else has yet.
      link.call(async () => place(one)).catch((cause: unknown) => channel.refuse(cause));
    },
    remove: (channel) => {
      const one = placed.get(channel.name);
      if (one?.channel !== channel) return;
      placed.delete(channel.name);
      one.shard?.courier.remove(channel);
    },
    close: () => {
      closed = true;
      placed.clear();
      for (const shard of shards.values()) shard.close();
      shards.clear();
    },
  };
};
