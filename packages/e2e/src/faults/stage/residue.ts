import { setTimeout as pause } from "node:timers/promises";
import type { TcpProxy } from "@segno/tools/proxy";
import type { RedisServer } from "@segno/tools/servers";
import { command } from "@segno/tools/servers";
import { type Violation, violation } from "../frame/violation.ts";
import type { Proc } from "./proc.ts";

/** What is still held after everything was closed. All of it must be zero. */
export type Residue = {
  readonly timers: number;
  readonly channels: number;
  readonly connections: number;
};

export const checkResidue = (left: Residue): Violation[] =>
  Object.entries(left)
    .filter(([, count]) => count > 0)
    .map(([what, count]) =>
      violation("E", `${count} ${what} are still there after all was closed`),
    );

type Address = Pick<RedisServer, "host" | "port">;

const ask = async ({ host, port }: Address, ...args: readonly string[]): Promise<unknown> =>
  command(port, args, { host }).catch(() => null);

const channelsOf = async (at: Address): Promise<number> => {
  const [plain, sharded] = [
    await ask(at, "PUBSUB", "CHANNELS"),
    await ask(at, "PUBSUB", "SHARDCHANNELS"),
  ];
  return [plain, sharded].reduce<number>(
    (sum, names) => sum + (Array.isArray(names) ? names.length : 0),
    0,
  );
};

/** Clients of ours: not the one that asks, nor other nodes. */
const clientsOf = async (at: Address): Promise<number> => {
  const list = String((await ask(at, "CLIENT", "LIST", "TYPE", "NORMAL")) ?? "");
  const subscribers = String((await ask(at, "CLIENT", "LIST", "TYPE", "PUBSUB")) ?? "");
  const count = (text: string): number => text.split("\n").filter((line) => line !== "").length;
  return Math.max(0, count(list) - 1) + count(subscribers);
};

const look = async (
  procs: readonly Proc[],
  servers: readonly RedisServer[],
  proxies: readonly TcpProxy[],
): Promise<Residue> => {
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  return {
    timers: sum(procs.map((proc) => proc.timers())),
    channels: sum(await Promise.all(servers.map(channelsOf))),
    connections:
      sum(await Promise.all(servers.map(clientsOf))) +
      sum(proxies.map(({ connections }) => connections.open)),
  };
};

/** What is left, given some time for goodbyes: a socket does not close in the turn in which it is asked to. */
export const residueOf = async (...parts: Parameters<typeof look>): Promise<Residue> => {
  for (let tries = 0; ; tries++) {
    const left = await look(...parts);
    if (tries > 60 || checkResidue(left).length === 0) return left;
    await pause(50);
  }
};
