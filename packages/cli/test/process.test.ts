import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startProxy } from "@segno/tools/proxy";
import { redisUrl, uniquePrefix } from "@segno/tools/test-redis";
import { describe, expect, test, vi } from "vitest";
import { records, segno } from "./support/here.ts";
import { command, startSegno } from "./support/process.ts";

// Each starts programs.
vi.setConfig({ testTimeout: 60_000 });

const fresh = () => {
  const at = ["--prefix", uniquePrefix()];
  return {
    start: (args: readonly string[], env?: Record<string, string>) =>
      startSegno([...args, ...at], env),
    here: (args: readonly string[]) => segno([...args, ...at]),
  };
};

const eventually = <T>(look: () => Promise<T>): Promise<T> =>
  vi.waitFor(look, { timeout: 20_000, interval: 100 });

test("npx segno is it, at the root of a clone", async () => {
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const args = ["--offline", "segno", "read", "nobody-wrote-this", "--json"];
  const env = { ...process.env, REDIS_URL: redisUrl(), SEGNO_PREFIX: uniquePrefix() };
  const child = spawn("npx", args, { cwd: root, env });
  let err = "";
  child.stderr.on("data", (text) => {
    err += text;
  });
  const code = await new Promise((resolve) => void child.on("close", resolve));
  expect(err).toContain('"error":"not-found"');
  expect(code).toBe(3);
});

describe("a producer", () => {
  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("that is sent %s fails its stream and says so", async (signal, code) => {
    const { start, here } = fresh();
    const producer = start(["produce", "a1"]);
    producer.child.stdin.write("one\n");
    await eventually(async () => expect((await here(["read", "a1"])).out).toBe("one\n"));
    producer.child.kill(signal);
    expect(await producer.ended).toBe(code);
    const events = records((await here(["follow", "a1", "--json"])).out);
    expect(events.at(-1)).toMatchObject({ type: "failed", code: "interrupted" });
  });

  test("that was killed is declared lost to who follows", async () => {
    const { start } = fresh();
    const producer = start(["produce", "a1", "--lease", "1s"]);
    const follower = start(["follow", "a1", "--wait", "20s", "--json"]);
    producer.child.stdin.write("one\n");
    await follower.says('"one\\n"');
    producer.child.kill("SIGKILL");
    expect(await follower.ended).toBe(6);
    expect(records(follower.out()).at(-1)).toMatchObject({ type: "failed", code: "producer-lost" });
  });

  test("that was killed is taken over, and its stream goes on", async () => {
    const { start, here } = fresh();
    const lease = ["--lease", "1s"];
    const dead = start(["produce", "a1", ...lease]);
    dead.child.stdin.write("one\n");
    await eventually(async () => expect((await here(["read", "a1"])).out).toBe("one\n"));
    dead.child.kill("SIGKILL");
    await dead.ended;
    await eventually(async () => {
      const heir = await segno(
        ["produce", "a1", ...lease, "--if-stale", "take-over", ...prefixOf(dead.child.spawnargs)],
        { input: "two\n" },
      );
      expect(heir.code).toBe(0);
    });
    expect((await here(["read", "a1"])).out).toBe("one\ntwo\n");
  });

  test("that is silent gives signs of life, and ends when it is stopped", async () => {
    const { start, here } = fresh();
    const producer = start(["produce", "a1", "--lease", "1s"]);
    await eventually(async () => {
      const [found] = records((await here(["inspect", "a1", "--json"])).out);
      const silent = Number(found?.["lastActivity"]) - Number(found?.["startedAt"]);
      expect(silent).toBeGreaterThan(1_500);
      expect(found?.["status"]).toBe("active");
    });
    expect((await here(["stop", "a1", "--by", "ops", "--reason", "enough"])).code).toBe(0);
    expect(await producer.ended).toBe(6);
    expect(producer.out()).toContain("stopped");
  });
});

/** The place that a process was started with. */
const prefixOf = (args: readonly string[]): readonly string[] =>
  args.slice(args.indexOf("--prefix"));

describe("a follower", () => {
  test("goes on by itself after the server was cut off, with nothing lost or doubled", async () => {
    const { start } = fresh();
    await using proxy = await startProxy(Number(new URL(redisUrl()).port));
    const producer = start(["produce", "a1"]);
    const follower = start(["follow", "a1", "--wait", "20s"], {
      REDIS_URL: `redis://127.0.0.1:${proxy.port}`,
    });
    producer.child.stdin.write("one\n");
    await follower.says("one");
    await proxy.refuse(true);
    proxy.reset();
    producer.child.stdin.write("two\n");
    await proxy.refuse(false);
    await follower.says("two");
    producer.child.stdin.end("three\n");
    expect(await follower.ended).toBe(0);
    expect(follower.out()).toBe("one\ntwo\nthree\n");
    expect(await producer.ended).toBe(0);
  });

  test("whose server stays away says where to go on", async () => {
    const { start, here } = fresh();
    await using proxy = await startProxy(Number(new URL(redisUrl()).port));
    const producer = start(["produce", "a1"]);
    const follower = start(["follow", "a1", "--wait", "20s", "--timeout", "2s", "--json"], {
      REDIS_URL: `redis://127.0.0.1:${proxy.port}`,
    });
    producer.child.stdin.write("one\n");
    await follower.says('"one\\n"');
    await proxy.refuse(true);
    proxy.reset();
    expect(await follower.ended).toBe(5);
    const [failure] = records(follower.err());
    expect(failure).toMatchObject({ error: "store-unavailable", exit: 5 });
    const [, after = ""] = /--after (\S+)/.exec(String(failure?.["hint"])) ?? [];
    producer.child.stdin.end("two\n");
    await producer.ended;
    expect((await here(["follow", "a1", "--after", after])).out).toBe("two\n");
  });

  test("whose reader has seen enough ends in peace", async () => {
    const { start, here } = fresh();
    const producer = start(["produce", "a1"]);
    producer.child.stdin.write("one\n");
    await eventually(async () => expect((await here(["read", "a1"])).out).toBe("one\n"));
    const [, prefix = ""] = prefixOf(producer.child.spawnargs);
    const follow = [process.execPath, ...command, "follow", "a1", "--prefix", prefix];
    const script = 'set -o pipefail; "$@" | head -n 1';
    const shell = spawn("bash", ["-c", script, "segno", ...follow], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      env: { ...process.env, REDIS_URL: redisUrl() },
    });
    let said = "";
    for (const sink of [shell.stdout, shell.stderr]) {
      sink.on("data", (text) => {
        said += text;
      });
    }
    const ended = new Promise((resolve) => shell.on("close", resolve));
    await eventually(async () => expect(said).toBe("one\n"));
    // It hears that nobody reads when it has something to say.
    for (const more of ["two\n", "three\n", "four\n"]) {
      producer.child.stdin.write(more);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await ended).toBe(0);
    expect(said).toBe("one\n");
    producer.child.stdin.end();
    await producer.ended;
  });

  test("ends with the signal's own code", async () => {
    const { start } = fresh();
    const follower = start(["follow", "a1", "--wait", "1m"]);
    const producer = start(["produce", "a1"]);
    producer.child.stdin.write("one\n");
    await follower.says("one");
    follower.child.kill("SIGINT");
    expect(await follower.ended).toBe(130);
    expect(follower.err()).toBe("");
    producer.child.stdin.end();
    expect(await producer.ended).toBe(0);
  });
});
