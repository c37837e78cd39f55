import { setTimeout as sleep } from "node:timers/promises";
import { type RedisOptions, type RedisServer, startRedis } from "./redis-server.ts";
import { command, isRespError } from "./resp.ts";

export type ClusterOptions = {
  /** How many share the 16,384 slots; 3 by default. */
  readonly masters?: number;
  /** How many copies each master has; none by default. */
  readonly replicas?: 0 | 1;
  readonly config?: RedisOptions["config"];
  readonly startMs?: number;
};

export type Cluster = {
  readonly masters: readonly RedisServer[];
  readonly replicas: readonly RedisServer[];
  /** All of them, masters first. */
  readonly nodes: readonly RedisServer[];
  readonly urls: readonly string[];
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

const slots = 16_384;

async function ask(node: RedisServer, ...args: readonly string[]): Promise<string> {
  const reply = await command(node.port, ["CLUSTER", ...args]);
  if (isRespError(reply)) throw new Error(`CLUSTER ${args.join(" ")}: ${reply.error}`);
  return String(reply);
}

async function until(what: string, ms: number, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`the cluster never got to: ${what}`);
    await sleep(25);
  }
}

const all = async (
  nodes: readonly RedisServer[],
  holds: (node: RedisServer) => Promise<boolean>,
): Promise<boolean> => (await Promise.all(nodes.map(holds))).every(Boolean);

async function shareSlots(masters: readonly RedisServer[]): Promise<void> {
  const share = Math.ceil(slots / masters.length);
  await Promise.all(
    masters.map((node, i) =>
      ask(node, "ADDSLOTSRANGE", String(i * share), String(Math.min(slots, (i + 1) * share) - 1)),
    ),
  );
}

async function meet(nodes: readonly RedisServer[], ms: number): Promise<void> {
  await Promise.all(nodes.map((node, i) => ask(node, "SET-CONFIG-EPOCH", String(i + 1))));
  await Promise.all(
    nodes.flatMap((node, i) =>
      nodes.slice(i + 1).map((other) => ask(node, "MEET", "127.0.0.1", String(other.port))),
    ),
  );
  await until(`${nodes.length} nodes know each other`, ms, () =>
    all(nodes, async (node) => {
      const table = (await ask(node, "NODES")).trim().split("\n");
      return table.length === nodes.length && !table.some((line) => line.includes("handshake"));
    }),
  );
}

/** A real Redis Cluster on loopback, ready for use: every slot served, every copy in step. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { masters: count = 3, replicas: copies = 0, startMs = 20_000 } = options;
  const config = {
    "cluster-enabled": "yes",
    "cluster-node-timeout": "2000",
    "cluster-config-file": "nodes.conf",
    ...options.config,
  };
  const started = await Promise.allSettled(
    Array.from({ length: count * (1 + copies) }, () => startRedis({ config })),
  );
  const nodes = started.flatMap((s) => (s.status === "fulfilled" ? [s.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    for (const s of started) if (s.status === "rejected") throw s.reason;
    const masters = nodes.slice(0, count);
    const replicas = nodes.slice(count);
    await shareSlots(masters);
    await meet(nodes, startMs);
    await Promise.all(
      replicas.map(async (node, i) => {
        const master = masters[i];
        if (master !== undefined) await ask(node, "REPLICATE", await ask(master, "MYID"));
      }),
    );
    await until("cluster_state:ok", startMs, () =>
      all(nodes, async (node) => (await ask(node, "INFO")).includes("cluster_state:ok")),
    );
    await until("replicas in step", startMs, () =>
      all(replicas, async (node) =>
        String(await command(node.port, ["INFO", "replication"])).includes("master_link_status:up"),
      ),
    );
    const urls = nodes.map((node) => node.url);
    return { masters, replicas, nodes, urls, stop, [Symbol.asyncDispose]: stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}
