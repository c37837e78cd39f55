import type { Redis } from "ioredis";

export type CommandStats = ReadonlyMap<string, { readonly calls: number; readonly usec: number }>;

/** How often one script calls each command, or "all" where nothing else calls it. */
export type Inside = Readonly<Record<string, number | "all">>;

/** What our append calls, where it is the producer's own next batch. */
export const insideOurs: Inside = {
  time: 1,
  hmget: 1,
  xadd: "all",
  hset: "all",
  pexpireat: "all",
  publish: "all",
};

const looking = new Set(["info", "config|resetstat", "ping"]);

/** What the server did since `CONFIG RESETSTAT`, by command; what only looks is left out. */
export const commandStats = async (redis: Redis): Promise<CommandStats> => {
  const found = new Map<string, { calls: number; usec: number }>();
  for (const line of (await redis.info("commandstats")).split("\r\n")) {
    const [, name = "", calls, usec] = /^cmdstat_([^:]+):calls=(\d+),usec=(\d+)/.exec(line) ?? [];
    if (name !== "" && !looking.has(name))
      found.set(name, { calls: Number(calls), usec: Number(usec) });
  }
  return found;
};

/** Each command's calls that came from clients: the server counts those from scripts by themselves as well. */
const fromClients = (stats: CommandStats, inside: Inside) => {
  const scripts = stats.get("evalsha")?.calls ?? 0;
  return [...stats].map(([name, { calls, usec }]) => {
    const each = inside[name] ?? 0;
    const own = each === "all" ? 0 : Math.max(0, calls - each * scripts);
    return { calls: own, usec: usec * (own / calls) };
  });
};

/** Microseconds of server time, each counted once: a script's time holds that of the commands it calls. */
export const serverTime = (stats: CommandStats, inside: Inside): number =>
  fromClients(stats, inside).reduce((sum, { usec }) => sum + usec, 0);

/** How many commands clients sent, each script counted as one. */
export const clientCommands = (stats: CommandStats, inside: Inside): number =>
  fromClients(stats, inside).reduce((sum, { calls }) => sum + calls, 0);
