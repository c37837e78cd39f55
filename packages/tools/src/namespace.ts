import { execFile } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { requireServer } from "./find-server.ts";
import { openFolder } from "./own-folder.ts";

const execute = promisify(execFile);
const run = async (file: string, ...args: readonly string[]): Promise<string> =>
  (await execute(file, args, { timeout: 5_000 })).stdout;

/** A network of its own, with one wire to ours: what happens on it happens to nobody else. */
export type Namespace = {
  /** The address within, for `startRedis({ host, binary })`. */
  readonly host: string;
  /** A server that runs within. */
  readonly binary: string;
  /** Runs a command within: `iptables`, `tc`. */
  readonly run: (file: string, ...args: readonly string[]) => Promise<string>;
  /** The names of the wire's ends: outside and inside. */
  readonly wire: { readonly outside: string; readonly inside: string };
  close(): Promise<void>;
};

const prefix = "segno-";

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** What a run that was killed left behind: its names tell whose they were. */
async function sweep(): Promise<void> {
  const names = (await run("ip", "netns", "list")).split("\n").map((line) => line.split(" ")[0]);
  for (const name of names) {
    const pid = Number(/^segno-(\d+)-/.exec(name ?? "")?.[1]);
    if (name && pid > 0 && !alive(pid)) await run("ip", "netns", "del", name).catch(() => "");
  }
}

/** Needs root and iproute2; rejects where the machine does not give them. */
export async function openNamespace(): Promise<Namespace> {
  await sweep();
  const tag = Math.random().toString(36).slice(2, 7);
  const name = `${prefix}${process.pid}-${tag}`;
  const wire = { outside: `sg${tag}o`, inside: `sg${tag}i` };
  const [a, b] = [Math.floor(Math.random() * 256), Math.floor(Math.random() * 64) * 4];
  const [ours, host] = [`10.203.${a}.${b + 1}`, `10.203.${a}.${b + 2}`];
  const inside = (file: string, ...args: readonly string[]): Promise<string> =>
    run("ip", "netns", "exec", name, file, ...args);
  const folder = openFolder("segno-netns-");
  const binary = join(folder.path, "redis-server");

  const close = async (): Promise<void> => {
    // The wire goes with the namespace that one of its ends is in.
    await run("ip", "netns", "del", name).catch(() => "");
    await run("ip", "link", "del", wire.outside).catch(() => "");
    folder.remove();
  };
  try {
    writeFileSync(binary, `#!/bin/sh\nexec ip netns exec ${name} ${requireServer()} "$@"\n`);
    chmodSync(binary, 0o755);
    await run("ip", "netns", "add", name);
    const pair = ["type", "veth", "peer", "name", wire.inside];
    await run("ip", "link", "add", wire.outside, ...pair);
    await run("ip", "link", "set", wire.inside, "netns", name);
    await run("ip", "addr", "add", `${ours}/30`, "dev", wire.outside);
    await run("ip", "link", "set", wire.outside, "up");
    await inside("ip", "addr", "add", `${host}/30`, "dev", wire.inside);
    await inside("ip", "link", "set", wire.inside, "up");
    await inside("ip", "link", "set", "lo", "up");
    return { host, binary, run: inside, wire, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}
