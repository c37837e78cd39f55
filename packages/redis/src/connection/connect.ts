import type { Clock } from "@segno/core";
import type { Client, RedisTemplate } from "./client.ts";
import { every } from "./every.ts";
import { createLink, type Link } from "./link.ts";
import { clusterOptions, standaloneOptions } from "./redis-options.ts";
import { createWatchdog } from "./watchdog.ts";

export type ConnectDeps = {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly watchdogMs: number;
  readonly lazy: boolean;
  readonly prepare?: (client: Client) => Promise<void>;
};

export const isCluster = (template: RedisTemplate): boolean =>
  "isCluster" in template && template.isCluster === true;

export const isLazy = ({ options }: RedisTemplate): boolean =>
  "lazyConnect" in options && options.lazyConnect === true;

const looks = 6;

/** A link, and the watchdog over the connections behind it. */
const watched = (
  client: Client,
  deps: ConnectDeps,
  targets: () => Iterable<Client>,
  onDead: (link: Link, target: Client) => void,
): Link => {
  const link = createLink({ client, ...deps });
  const unwatch = createWatchdog({
    clock: deps.clock,
    targets,
    onDead: (target) => onDead(link, target),
    lookMs: deps.watchdogMs / looks,
    patience: looks - 1,
  });
  const close = (): void => {
    unwatch();
    link.close();
  };
  return { ...link, close };
};

/** A connection of our own to the server of a template, or to the node of a cluster that the template is. */
export const connect = (template: RedisTemplate, deps: ConnectDeps): Link => {
  const options = standaloneOptions(template.options, deps);
  const client = template.duplicate(options as never) as Client;
  return watched(
    client,
    deps,
    () => [client],
    (link) => link.renew(),
  );
};

/** How often the slot table is asked for: with version 5, subscribers of a moved slot heard nothing for 9 s. */
const refreshMs = 1000;

/** A Cluster client of our own, each of whose nodes is watched. */
export const connectCluster = (template: RedisTemplate, deps: ConnectDeps): Link => {
  const options = clusterOptions(template.options, deps);
  const client = template.duplicate([] as never, options as never) as Client;
  const nodes = (): Client[] => client.nodes?.("all") ?? [];
  // A node that is let go is dialled again by the next slot table, or replaced by it.
  const link = watched(client, deps, nodes, (_, node) => node.disconnect());
  const stop = every(deps.clock, refreshMs, () => {
    if (link.up()) client.refreshSlotsCache?.();
  });
  const close = (): void => {
    stop();
    link.close();
  };
  return { ...link, close };
};
