import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import type { Redis } from "ioredis";
import type { Machine } from "./report.ts";

const require = createRequire(import.meta.url);
const own = new URL("../../package.json", import.meta.url);

/** The peers and the client, in the versions that were measured. */
const versions = (): Record<string, string> => {
  const manifest = JSON.parse(readFileSync(own, "utf8"));
  const ioredis: string = require("ioredis/package.json").version;
  const pinned = Object.entries<string>(manifest.devDependencies).filter(([, version]) =>
    /^\d/.test(version),
  );
  return { ioredis, ...Object.fromEntries(pinned) };
};

/** The minute before a run; afterwards it is the run's own. */
const load = Number(loadavg()[0]?.toFixed(1));

/** What the figures are measured on, without a word about whose it is. */
export const machineOf = async (redis: Redis): Promise<Machine> => {
  const [cpu] = cpus();
  const server = /redis_version:(\S+)/.exec(await redis.info("server"))?.[1];
  return {
    cpu: cpu?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${release().split(".").slice(0, 2).join(".")}`,
    node: process.versions.node,
    redis: server ?? "unknown",
    load,
    packages: versions(),
  };
};

const sayLoad = (load: number): string =>
  load < 1
    ? ""
    : ` · ${load.toFixed(1)} other programs wanted a core when it began: read with a grain of salt`;

/** In one line. */
export const sayMachine = ({ cpu, cores, memoryGb, os, node, redis, load }: Machine): string =>
  `${cpu}, ${cores} cores, ${memoryGb} GB · ${os} · Node ${node} · Redis ${redis}${sayLoad(load)}`;
