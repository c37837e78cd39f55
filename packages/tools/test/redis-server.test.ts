import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { type RedisServer, startRedis } from "../src/redis-server.ts";
import { command, isRespError } from "../src/resp.ts";
import { ownServers, redisUrl } from "../src/test-redis.ts";

const started: RedisServer[] = [];
const redis = async (config?: Record<string, string | readonly string[]>): Promise<RedisServer> => {
  const server = await startRedis(config === undefined ? {} : { config });
  started.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("the run hands out one server to everybody", async () => {
  const { port, hostname } = new URL(redisUrl());
  expect(await command(Number(port || 6379), ["PING"], { host: hostname })).toBe("PONG");
});

describe.skipIf(!ownServers)("a server of one's own", () => {
  test("keeps nothing on disk unless told to", async () => {
    const server = await redis();
    expect(await command(server.port, ["CONFIG", "GET", "save"])).toEqual(["save", ""]);
    expect(await command(server.port, ["CONFIG", "GET", "appendonly"])).toEqual([
      "appendonly",
      "no",
    ]);
  });

  test("stops, once or twice, and takes its folder along", async () => {
    const server = await redis();
    const { pid, dir } = server;
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(alive(pid)).toBe(false);
    expect(existsSync(dir)).toBe(false);
    await expect(command(server.port, ["PING"])).rejects.toThrow();
  });

  test("stops when it is paused", async () => {
    const server = await redis();
    server.pause();
    await expect(command(server.port, ["PING"], { timeoutMs: 100 })).rejects.toThrow(/no reply/);
    await server.stop();
    expect(alive(server.pid)).toBe(false);
  });

  test("answers again after a pause", async () => {
    const server = await redis();
    server.pause();
    const late = command(server.port, ["PING"]);
    server.resume();
    expect(await late).toBe("PONG");
  });

  test("killed and restarted, it comes back on its port with what it wrote down", async () => {
    const server = await redis({ appendonly: "yes", appendfsync: "always" });
    const { pid } = server;
    await command(server.port, ["SET", "kept", "yes"]);
    await server.kill();
    expect(alive(pid)).toBe(false);
    await server.restart();
    expect(server.pid).not.toBe(pid);
    expect(await command(server.port, ["GET", "kept"])).toBe("yes");
  });

  test("without an append-only file a crash loses everything", async () => {
    const server = await redis();
    await command(server.port, ["SET", "kept", "no"]);
    await server.kill();
    await server.restart();
    expect(await command(server.port, ["GET", "kept"])).toBe(null);
  });

  test("takes directives of several words: a replica follows its master", async () => {
    const master = await redis();
    const replica = await redis({ replicaof: ["127.0.0.1", String(master.port)] });
    await command(master.port, ["SET", "a", "1"]);
    await expect.poll(() => command(replica.port, ["GET", "a"]), { timeout: 5_000 }).toBe("1");
  });

  test("a password is an answer, so a locked server counts as started", async () => {
    const server = await redis({ requirepass: "secret" });
    const reply = await command(server.port, ["PING"]);
    expect(isRespError(reply) && reply.error).toMatch(/^NOAUTH/);
  });

  test("a directive that it refuses is told with its own words", async () => {
    await expect(startRedis({ config: { "no-such-thing": "1" } })).rejects.toThrow(
      /Bad directive|no-such-thing/,
    );
  });

  test("ends with its parent, even when that is killed and it is paused itself, and its folder with it", async () => {
    const parent = spawn(
      process.execPath,
      [
        "--conditions=source",
        "--import",
        "tsx",
        fileURLToPath(new URL("orphan.ts", import.meta.url)),
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const [pid, dir = ""] = line.toString().trim().split(" ");
    expect(alive(Number(pid))).toBe(true);
    expect(existsSync(dir)).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(() => alive(Number(pid)), { timeout: 5_000 }).toBe(false);
    await expect.poll(() => existsSync(dir), { timeout: 5_000 }).toBe(false);
  });
});
