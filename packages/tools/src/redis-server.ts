import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { requireServer } from "./find-server.ts";
import { unwatch, watch } from "./guard.ts";
import { openFolder } from "./own-folder.ts";
import { freePort } from "./ports.ts";
import { command, isRespError } from "./resp.ts";

export type RedisOptions = {
  /** Directives over the defaults: `{ maxmemory: "4mb", replicaof: ["127.0.0.1", port] }`. */
  readonly config?: Readonly<Record<string, string | readonly string[]>>;
  /** The server's binary; by default the one on PATH. */
  readonly binary?: string;
  /** The address that it listens on, where that is not loopback: one in a network namespace. */
  readonly host?: string;
  /** A sentinel keeps what it finds out in its configuration file. */
  readonly mode?: "server" | "sentinel";
  /** How long it may take to answer, in ms. */
  readonly startMs?: number;
};

export type RedisServer = {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** Of the process that runs now; changes with `restart`. */
  readonly pid: number;
  /** Its own folder, for append-only files; removed by `stop`. */
  readonly dir: string;
  /** All that it printed, for the message of a failing test. */
  log(): string;
  /** SIGTERM, then SIGKILL after 5 s; removes its folder. Safe to call twice. */
  stop(): Promise<void>;
  /** Ends it without goodbye (SIGKILL by default); its folder and port stay for `restart`. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** SIGSTOP: it keeps its connections and answers nothing. */
  pause(): void;
  resume(): void;
  /** Ends it politely if it runs, and starts it on the same port and folder. */
  restart(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

const defaults: Readonly<Record<string, string>> = {
  save: "",
  appendonly: "no",
  "repl-diskless-sync-delay": "0",
};

/** Its file is written once: what it has found out since stays in it. */
function sentinelArgs(
  own: Readonly<Record<string, string>> & { readonly dir: string },
  config: RedisOptions["config"] = {},
): string[] {
  const file = join(own.dir, "sentinel.conf");
  const lines = Object.entries({ ...config, ...own }).map(([key, value]) =>
    [key].concat(value).join(" "),
  );
  if (!existsSync(file)) writeFileSync(file, `${lines.join("\n")}\n`);
  return [file, "--sentinel"];
}

const ended = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null;

async function end(child: ChildProcess, signal: NodeJS.Signals, patienceMs: number): Promise<void> {
  if (ended(child)) return;
  const exit = once(child, "exit");
  child.kill("SIGCONT");
  child.kill(signal);
  const deaf = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  await exit;
  clearTimeout(deaf);
}

async function ready(
  { host, port }: { readonly host: string; readonly port: number },
  child: ChildProcess,
  startMs: number,
): Promise<boolean> {
  const deadline = Date.now() + startMs;
  while (!ended(child) && Date.now() < deadline) {
    const reply = await command(port, ["PING"], { host, timeoutMs: 500 }).catch(() => undefined);
    // An error is an answer too (NOAUTH, MASTERDOWN), but not while it still loads its data.
    if (reply !== undefined && !(isRespError(reply) && reply.error.startsWith("LOADING")))
      return !ended(child);
    await sleep(10);
  }
  return false;
}

/** A real server on a free loopback port, with a folder of its own and no persistence. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const binary = options.binary ?? requireServer();
  const folder = openFolder("segno-redis-");
  const dir = folder.path;
  const { startMs = 10_000, host = "127.0.0.1" } = options;
  let printed = "";

  const launch = (port: number): ChildProcess => {
    // Outside loopback a server without a password answers nobody else; who gives a host knows who can reach it.
    const open = host === "127.0.0.1" ? {} : { "protected-mode": "no" };
    const own = { bind: host, ...open, dir, port: String(port) };
    const args =
      options.mode === "sentinel"
        ? sentinelArgs(own, options.config)
        : Object.entries({ ...defaults, ...options.config, ...own }).flatMap(([key, value]) =>
            [`--${key}`].concat(value),
          );
    const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"], cwd: dir });
    const keep = (chunk: Buffer): void => {
      printed = (printed + chunk.toString()).slice(-20_000);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.on("error", (cause) => keep(Buffer.from(String(cause))));
    child.on("exit", () => child.pid !== undefined && unwatch(child.pid));
    if (child.pid !== undefined) watch(child.pid);
    return child;
  };

  const start = async () => {
    for (let tries = 0; ; tries++) {
      const port = await freePort();
      const child = launch(port);
      if (await ready({ host, port }, child, startMs)) return { port, child };
      await end(child, "SIGTERM", 1_000);
      const taken = printed.includes("Address already in use");
      if (!taken || tries > 4) throw new Error(`${binary} did not start on ${port}:\n${printed}`);
    }
  };
  const started = await start().catch((cause) => {
    folder.remove();
    throw cause;
  });
  const { port } = started;
  let { child } = started;

  const stop = async (): Promise<void> => {
    await end(child, "SIGTERM", 5_000);
    folder.remove();
  };

  return {
    port,
    host,
    url: `redis://${host}:${port}`,
    get pid() {
      return child.pid ?? -1;
    },
    dir,
    log: () => printed,
    stop,
    kill: (signal = "SIGKILL") => end(child, signal, 5_000),
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    restart: async () => {
      await end(child, "SIGTERM", 5_000);
      child = launch(port);
      if (!(await ready({ host, port }, child, startMs)))
        throw new Error(`${binary} did not come back on ${port}:\n${printed}`);
    },
    [Symbol.asyncDispose]: stop,
  };
}
