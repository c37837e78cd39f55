import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startRedis } from "./redis-server.ts";
import { command } from "./resp.ts";

export type Sentinels = {
  readonly master: RedisServer;
  readonly replica: RedisServer;
  readonly sentinels: readonly RedisServer[];
  /** What the sentinels call the master. */
  readonly name: string;
  /** The port of the one that they take for the master now. */
  masterPort(): Promise<number>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type SentinelOptions = {
  /** For how long a master must be silent until it is taken for down, in ms; 500 by default. */
  readonly downAfterMs?: number;
};

const name = "segno";
const count = 3;

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`the sentinels never got to: ${what}`);
    await sleep(25);
  }
}

const watch = async (
  sentinel: RedisServer,
  master: RedisServer,
  downAfterMs: number,
): Promise<void> => {
  const monitor = ["MONITOR", name, "127.0.0.1", String(master.port), String(count - 1)];
  await command(sentinel.port, ["SENTINEL", ...monitor]);
  const set = async (option: string, value: number): Promise<void> => {
    await command(sentinel.port, ["SENTINEL", "SET", name, option, String(value)]);
  };
  await set("down-after-milliseconds", downAfterMs);
  await set("failover-timeout", downAfterMs * 4);
};

/** A master with a replica, and three sentinels that replace the one by the other. */
export async function startSentinels({
  downAfterMs = 500,
}: SentinelOptions = {}): Promise<Sentinels> {
  const started: RedisServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((server) => server.stop()));
  };
  const keep = (server: RedisServer): RedisServer => {
    started.unshift(server);
    return server;
  };
  try {
    const master = keep(await startRedis());
    const replicaof = ["127.0.0.1", String(master.port)];
    const replica = keep(await startRedis({ config: { replicaof } }));
    await until("a replica in step", async () =>
      String(await command(master.port, ["INFO", "replication"])).includes("state=online"),
    );
    const sentinels: RedisServer[] = [];
    for (let at = 0; at < count; at++) {
      const sentinel = keep(await startRedis({ mode: "sentinel" }));
      await watch(sentinel, master, downAfterMs);
      sentinels.push(sentinel);
    }
    await until("they know one another, and the replica", async () => {
      const known = await Promise.all(
        sentinels.map(async ({ port }) => String(await command(port, ["INFO", "sentinel"]))),
      );
      return known.every((info) => info.includes(`slaves=1,sentinels=${count}`));
    });
    const masterPort = async (): Promise<number> => {
      const ask = ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", name];
      const reply = await command(sentinels[0]?.port ?? 0, ask);
      return Array.isArray(reply) ? Number(reply[1]) : 0;
    };
    return { master, replica, sentinels, name, masterPort, stop, [Symbol.asyncDispose]: stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}
