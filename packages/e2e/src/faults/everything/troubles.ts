import type { TcpProxy } from "@segno/tools/proxy";
import type { RedisServer } from "@segno/tools/servers";
import type { Redis } from "ioredis";
import type { Stage } from "../stage/stage.ts";

/** Where everything happens. */
export type Ground = {
  readonly stage: Stage;
  readonly server: RedisServer;
  readonly proxies: readonly TcpProxy[];
  readonly admin: Redis;
};

/** One thing that goes wrong, and is over when it resolves. */
export type Trouble = {
  readonly name: string;
  readonly befall: (ground: Ground) => Promise<unknown>;
};

const onProxy =
  (befall: (proxy: TcpProxy, stage: Stage) => Promise<unknown> | unknown) =>
  async ({ stage, proxies }: Ground): Promise<void> => {
    await befall(stage.random.pick(proxies), stage);
  };

/** Something is switched on for a while. */
const during =
  (from: number, to: number, turn: (proxy: TcpProxy, on: boolean, stage: Stage) => unknown) =>
  ({ stage, proxies }: Ground): Promise<void> =>
    onProxy(async (proxy) => {
      await turn(proxy, true, stage);
      await stage.pause(stage.random.whole(from, to));
      await turn(proxy, false, stage);
    })({ stage, proxies } as Ground);

export const troubles: readonly Trouble[] = [
  { name: "cut", befall: onProxy((proxy) => proxy.cut()) },
  { name: "reset", befall: onProxy((proxy) => proxy.reset()) },
  {
    name: "replies lost",
    befall: during(2, 60, (proxy, on) => {
      if (!on) proxy.reset();
      proxy.dropReplies(on);
    }),
  },
  { name: "black hole", befall: during(50, 2_000, (proxy, on) => proxy.blackhole(on)) },
  {
    name: "half-open subscribers",
    befall: onProxy((proxy) => proxy.blackholeOpen("subscribers")),
  },
  { name: "half-open commands", befall: onProxy((proxy) => proxy.blackholeOpen("commands")) },
  {
    name: "refused",
    befall: during(50, 1_500, async (proxy, on) => {
      await proxy.refuse(on);
      if (on) proxy.reset();
    }),
  },
  {
    name: "jitter",
    befall: during(100, 1_500, (proxy, on, { random }) =>
      proxy.delay(on ? () => random.whole(0, 40) : 0),
    ),
  },
  { name: "single bytes", befall: during(20, 200, (proxy, on) => proxy.splitBytes(on)) },
  {
    name: "subscribers killed",
    befall: ({ admin }) => admin.call("CLIENT", "KILL", "TYPE", "pubsub"),
  },
  {
    name: "clients killed",
    befall: ({ admin }) => admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"),
  },
  { name: "scripts flushed", befall: ({ admin }) => admin.script("FLUSH") },
  {
    name: "paused",
    befall: ({ admin, stage }) =>
      admin.call("CLIENT", "PAUSE", String(stage.random.whole(20, 600)), "ALL"),
  },
  {
    name: "frozen",
    befall: async ({ server, stage }) => {
      server.pause();
      await stage.pause(stage.random.whole(20, 1_200));
      server.resume();
    },
  },
  {
    name: "memory full",
    befall: async ({ admin, stage }) => {
      await admin.config("SET", "maxmemory", "1mb");
      await stage.pause(stage.random.whole(20, 500));
      await admin.config("SET", "maxmemory", "0");
    },
  },
];
