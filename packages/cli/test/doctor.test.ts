import { accessRules } from "@segno/redis";
import { type RedisServer, startRedis } from "@segno/tools/servers";
import { ownServers } from "@segno/tools/test-redis";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { settingsChecks } from "../src/doctor/settings.ts";
import { records, segno } from "./support/here.ts";

const well = {
  redis_version: "7.2.4",
  role: "master",
  connected_slaves: "1",
  maxmemory_policy: "noeviction",
  used_memory: "1000",
  maxmemory: "10000",
  aof_enabled: "1",
  aof_last_write_status: "ok",
  rdb_last_bgsave_status: "ok",
};

const verdicts = (changed: Partial<Record<keyof typeof well, string>>) => {
  const lines = Object.entries({ ...well, ...changed }).map(
    ([name, value]) => `${name}:${value}\r\n`,
  );
  const found = settingsChecks(lines.join("")).filter(({ verdict }) => verdict !== "ok");
  return found.map(({ check, verdict }) => `${check} ${verdict}`);
};

test.each<[Partial<Record<keyof typeof well, string>>, readonly string[]]>([
  [{}, []],
  [{ redis_version: "6.2.14" }, ["version fail"]],
  [{ role: "slave" }, ["role fail"]],
  [{ maxmemory_policy: "allkeys-lru" }, ["eviction warn"]],
  [{ used_memory: "8000" }, ["memory warn"]],
  [{ used_memory: "9900" }, ["memory fail"]],
  [{ used_memory: "9900", maxmemory: "0" }, []],
  [{ aof_enabled: "0" }, ["persistence warn"]],
  [{ aof_last_write_status: "err" }, ["persistence fail"]],
  [{ rdb_last_bgsave_status: "err" }, ["persistence fail"]],
])("what INFO says: %j", (changed, expected) => {
  expect(verdicts(changed)).toEqual(expected);
});

test("whoever may not ask does not know", () => {
  expect(settingsChecks(null).map(({ verdict }) => verdict)).toEqual(Array(5).fill("unknown"));
});

describe.skipIf(!ownServers)("on a server", () => {
  let server: RedisServer;
  let admin: Redis;
  const urlOf = (user: string) => `redis://${user}:pw@${server.host}:${server.port}`;
  const doctor = async (...args: readonly string[]) => {
    const ran = await segno(["doctor", "--json", ...args]);
    const checks = records(ran.out);
    const verdict = (name: string) => checks.find(({ check }) => check === name)?.["verdict"];
    return { ...ran, checks, verdict };
  };

  beforeAll(async () => {
    server = await startRedis({ config: { appendonly: "yes" } });
    admin = new Redis(server.url);
  });
  afterAll(async () => {
    admin?.disconnect();
    await server?.stop();
  });

  test("all is well, and nothing is left of what was tried", async () => {
    const { code, checks } = await doctor("--url", server.url);
    expect(code).toBe(0);
    expect(checks.map(({ check }) => check)).toEqual([
      ...["version", "role", "eviction", "memory", "persistence"],
      ...["cluster", "latency", "clock", "rights"],
    ]);
    expect(checks.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    expect(await admin.keys("*segno-doctor*")).toEqual([]);
  });

  test("a user with the least rights may do all", async () => {
    await admin.acl("SETUSER", "least", "on", ">pw", ...accessRules());
    const { code, verdict } = await doctor("--url", urlOf("least"));
    expect(verdict("rights")).toBe("ok");
    expect(code).toBe(0);
  });

  test("a right that is missing is told", async () => {
    await admin.acl("SETUSER", "less", "on", ">pw", ...accessRules(), "-xadd", "-info");
    const { code, verdict, checks } = await doctor("--url", urlOf("less"), "--timeout", "2s");
    expect(code).toBe(1);
    expect(verdict("version")).toBe("unknown");
    const rights = checks.find(({ check }) => check === "rights");
    expect(rights).toMatchObject({ verdict: "fail", advice: expect.stringContaining("ACL") });
    expect(rights?.["found"]).toContain("can't run this command");
  });

  test("a user who may not even ask is told of rights, and not to look for a server", async () => {
    await admin.acl("SETUSER", "none", "on", ">pw", "~segno:*", "+@read");
    const { code, err } = await doctor("--url", urlOf("none"));
    expect(code).toBe(1);
    expect(records(err)).toEqual([
      expect.objectContaining({ error: "no-right", hint: expect.stringContaining("rights") }),
    ]);
  });

  test("a wrong password is told at once", async () => {
    const ran = await segno([
      "doctor",
      "--url",
      `redis://least:wrong@${server.host}:${server.port}`,
    ]);
    expect(ran.code).toBe(5);
    expect(ran.err).toContain("redis://user:password@host");
  });

  test("with --no-probe it writes nothing", async () => {
    const { verdict } = await doctor("--url", server.url, "--no-probe");
    expect(verdict("rights")).toBeUndefined();
  });
});
