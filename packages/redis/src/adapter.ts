import { type Adapter, type Notifier, ownSubscriptions } from "@segno/core";
import { createCatalogue } from "./catalogue.ts";
import type { Client, RedisTemplate } from "./connection/client.ts";
import {
  type ConnectDeps,
  connect,
  connectCluster,
  isCluster,
  isLazy,
} from "./connection/connect.ts";
import { replicated } from "./connection/replicated.ts";
import { checkServer } from "./connection/startup.ts";
import { createStoreStats } from "./connection/store-stats.ts";
import { createGroups } from "./groups/groups.ts";
import { createIndexes } from "./indexes/indexes.ts";
import { createKeys, type Keys } from "./keys.ts";
import type { Channel } from "./notifier/channel.ts";
import { createCourier, plainDialect } from "./notifier/courier.ts";
import { createNotifiers } from "./notifier/notifier.ts";
import { createShards } from "./notifier/shards.ts";
import { type RedisOptions, type RedisWarning, settingsOf, templateOf } from "./options.ts";
import { advanceScript } from "./scripts/advance.ts";
import { appendScript } from "./scripts/append.ts";
import { enterScript, leaveScript } from "./scripts/index-entries.ts";
import { removeScript } from "./scripts/remove.ts";
import { createScript } from "./scripts/script.ts";
import { swapScript } from "./scripts/swap.ts";
import { createCompaction } from "./store/compaction.ts";
import { createCursors } from "./store/cursors.ts";
import { createEventStore } from "./store/event-store.ts";
import type { Log } from "./store/logs.ts";

/** Where commands that are for no key in particular go. */
const mastersOf = (client: Client): Client[] => client.nodes?.("master") ?? [client];

/** One adapter over one kind of log, on connections of its own. */
export const createAdapter = (log: Log, given: RedisTemplate, options: RedisOptions): Adapter => {
  const redis = templateOf(given);
  const {
    prefix,
    tenant,
    commandTimeoutMs: timeoutMs,
    watchdogMs,
    clock,
    onWarning,
    packing,
    durability,
  } = settingsOf(options);
  const own = "keyPrefix" in redis.options ? String(redis.options.keyPrefix ?? "") : "";
  const keys = createKeys(own + prefix, tenant);
  const sharded = isCluster(redis);
  const publish = sharded ? "SPUBLISH" : "PUBLISH";
  const appending = createScript(appendScript(log.script, publish));
  const removing = createScript(removeScript(publish));
  const advancing = createScript(advanceScript(log.script, publish));
  const entering = createScript(enterScript);
  const leaving = createScript(leaveScript);
  const swapping = createScript(swapScript(log.hasGroups));

  let checked = false;
  const check = async (nodes: Client[]): Promise<void> => {
    const found = await Promise.all(nodes.map((node) => checkServer(node, durability)));
    if (checked || found.includes(null)) return;
    checked = true;
    const warnings = found.flatMap((of) => of ?? []);
    const once = new Map<string, RedisWarning>(warnings.map((warning) => [warning.code, warning]));
    // What it throws is its own affair, and no reason to be without a store.
    for (const warning of once.values()) queueMicrotask(() => onWarning(warning));
  };

  const prepare = async (client: Client): Promise<void> => {
    const nodes = mastersOf(client);
    // Not waited for: a script that is not there when it is first needed is sent along.
    for (const node of nodes) {
      for (const script of [appending, removing, advancing, entering, leaving, swapping]) {
        script.load(node).catch(() => {});
      }
    }
    if (!checked) await check(nodes);
  };

  const deps: ConnectDeps = { clock, timeoutMs, watchdogMs, lazy: isLazy(redis) };
  const connectCommands = sharded ? connectCluster : connect;
  const link = connectCommands(redis, { ...deps, prepare });
  // A third of what may pass until it is missed: a connection that waits is silent, and not to be taken for dead.
  const waitMs = Math.ceil(Math.min(timeoutMs, watchdogMs) / 3);
  const waiting = durability === "replicated" ? connectCommands(redis, { ...deps, prepare }) : null;
  const durable = waiting ? replicated(waiting, waitMs) : link;
  const subscriber = sharded ? null : connect(redis, deps);
  const channels = new Map<string, Channel>();
  const carrier = subscriber
    ? createCourier({
        link: subscriber,
        dialect: plainDialect,
        clock,
        channels,
        onRefused: (channel, cause) => channel.refuse(cause),
      })
    : createShards({
        link,
        clock,
        channels,
        connect: (node) => connect(node, { ...deps, lazy: false }),
      });
  const notifiers = createNotifiers({
    clock,
    timeoutMs,
    link,
    publish: (client, channel, text) =>
      sharded ? client.spublish(channel, text) : client.publish(channel, text),
    carrier,
    channels,
  });

  const portsOf = (names: Keys, notifier: Notifier) => {
    const indexes = createIndexes({ link, keys: names, sharded, timeoutMs, entering, leaving });
    const store = createEventStore({
      link,
      durable,
      keys: names,
      log,
      appending,
      removing,
      indexes,
      packing,
    });
    const codec = packing?.codec ?? "brotli";
    return {
      store,
      compact: createCompaction({ link, keys: names, log, store, swapping, codec }),
      notifier,
      catalogue: createCatalogue({ link, keys: names, mastersOf, indexes }),
      cursors: createCursors({ link, keys: names, advancing, mastersOf }),
      ...(log.hasGroups && { groups: createGroups({ link, keys: names, log, publish }) }),
    };
  };

  const forTenant: Adapter["forTenant"] = (name) => {
    const its = createKeys(own + prefix, name);
    const { notifier, close } = ownSubscriptions(notifiers.of(its));
    return { ...portsOf(its, notifier), close };
  };

  return {
    ...portsOf(keys, notifiers.of(keys)),
    storeStats: createStoreStats({
      links: [link, subscriber, waiting].filter((of) => of !== null),
      link,
      mastersOf,
    }),
    ...(tenant === undefined && { forTenant }),
    close: async () => {
      notifiers.close();
      subscriber?.close();
      waiting?.close();
      link.close();
    },
  };
};
