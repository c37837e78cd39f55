import type { Redis } from "ioredis";
import { collect } from "../measure/collect.ts";
import { median } from "../measure/statistics.ts";

/** What a piece of work took: µs of the server's main thread and of this process, bytes on the server's sockets. */
export type Spent = {
  readonly server: number;
  readonly app: number;
  readonly input: number;
  readonly output: number;
};

const look = async (redis: Redis): Promise<Spent> => {
  const told = await redis.info("cpu", "stats");
  const of = (name: string): number => Number(new RegExp(`${name}:([\\d.]+)`).exec(told)?.[1]);
  const { user, system } = process.cpuUsage();
  return {
    server: (of("used_cpu_user_main_thread") + of("used_cpu_sys_main_thread")) * 1e6,
    app: user + system,
    input: of("total_net_input_bytes"),
    output: of("total_net_output_bytes"),
  };
};

const combine = (all: readonly Spent[], one: (values: readonly number[]) => number): Spent => ({
  server: one(all.map(({ server }) => server)),
  app: one(all.map(({ app }) => app)),
  input: one(all.map(({ input }) => input)),
  output: one(all.map(({ output }) => output)),
});

/** What each of so many took, as `work` counts them. */
const once = async (redis: Redis, work: () => Promise<number>): Promise<Spent> => {
  collect();
  const before = await look(redis);
  const count = await work();
  const after = await look(redis);
  return combine([before, after], ([from = 0, to = 0]) => (to - from) / count);
};

/** The medians of some rounds, after one that does not count. */
export const spentOn = async (
  redis: Redis,
  rounds: number,
  work: () => Promise<number>,
): Promise<Spent> => {
  const all: Spent[] = [];
  for (let round = 0; round <= rounds; round++) all.push(await once(redis, work));
  return combine(all.slice(1), median);
};
