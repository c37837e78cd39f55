import { accessRules, type RedisOptions, redisSortedSet, redisStreams } from "@segno/redis";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { template } from "./support/opened.ts";

/** As from JavaScript, where nobody looks at types. */
const refused = (options: object, name: string): void => {
  const redis = template(6, { lazyConnect: true });
  for (const open of [redisStreams, redisSortedSet]) {
    expect(() => open(redis, options as RedisOptions)).toThrow(
      expect.objectContaining({
        name: "SegnoError",
        code: "invalid-options",
        message: expect.stringContaining(name),
      }),
    );
  }
  expect(redis.status).toBe("wait");
};

describe("options that cannot be", () => {
  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "5000", true])(
    "no call takes %j ms",
    (ms) => refused({ commandTimeoutMs: ms }, "commandTimeoutMs"),
  );

  test.each([0, -1, 99, 100.5, Number.NaN, Number.POSITIVE_INFINITY, "1200"])(
    "no silence of %j ms is a dead connection",
    (ms) => refused({ watchdogMs: ms }, "watchdogMs"),
  );

  test.each([7, {}, true, ["a"]])("%j is no name", (value) => {
    refused({ prefix: value }, "prefix");
    refused({ tenant: value }, "tenant");
  });

  test("null is no tenant: whoever has lost its name must not meet those without", () => {
    refused({ tenant: null }, "tenant");
  });

  test("a misspelled one is not ignored", () => {
    refused({ prefx: "p" }, '"prefx" is no option of the adapter: prefix, perhaps?');
    refused({ commandTimeout: 5 }, "commandTimeoutMs, perhaps?");
    refused({ retries: 3 }, "it takes prefix, tenant, commandTimeoutMs");
    refused(null as never, "no object");
    expect(() => accessRules({ tenants: "ada" } as never)).toThrow(/tenant, perhaps/);
  });

  test("what is called must be a function", () => {
    refused({ onWarning: "console.warn" }, "onWarning");
    refused({ clock: {} }, "clock");
    refused({ clock: { now: () => 0, elapsed: () => 0 } }, "clock.after");
  });
});

describe("what is no client", () => {
  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a URL", "redis://127.0.0.1:6379"],
    ["options of a client", { host: "127.0.0.1", port: 6379 }],
    ["another library's client", { duplicate: () => ({}) }],
    ["the class itself", Redis],
  ])("%s is refused, with what it takes", (_, redis) => {
    for (const open of [redisStreams, redisSortedSet]) {
      expect(() => open(redis as never)).toThrow(
        expect.objectContaining({
          name: "SegnoError",
          code: "invalid-options",
          message: expect.stringContaining("new Redis("),
        }),
      );
    }
  });
});

test("the least that may be", async () => {
  const redis = template(6, { lazyConnect: true });
  await redisStreams(redis, { commandTimeoutMs: 1, watchdogMs: 100 }).close();
});
