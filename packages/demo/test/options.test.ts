import { describe, expect, test } from "vitest";
import { optionsOf, UsageError } from "../src/options.ts";
import { shownAddress } from "../src/stage/reach.ts";

const REDIS_URL = "redis://127.0.0.1:6379";

const config = { streams: {}, redis: {} };

describe("the command line", () => {
  test("asks for nothing by default", () => {
    const { seed, ...rest } = optionsOf([], {});
    expect(rest).toEqual({ fast: false, plain: false, help: false, config });
    expect(seed).toBeGreaterThanOrEqual(0);
  });

  test("is read whole", () => {
    const args = ["--fast", "--seed", "7", "--pace=1.5", "--plain", "--store", "sorted-set"];
    expect(optionsOf(args, { REDIS_URL })).toEqual({
      fast: true,
      plain: true,
      help: false,
      seed: 7,
      pace: 1.5,
      store: "sorted-set",
      redisUrl: REDIS_URL,
      config,
    });
  });

  test("what the environment sets goes to the streams", () => {
    const { config: set } = optionsOf([], { SEGNO_LEASE_MS: "3000", SEGNO_PREFIX: "p" });
    expect(set).toEqual({ streams: { leaseMs: 3_000 }, redis: { prefix: "p" } });
  });

  test("an empty REDIS_URL is none", () => {
    expect(optionsOf([], { REDIS_URL: "" }).redisUrl).toBeUndefined();
  });

  test.each([
    [["--pace", "soon"], {}, /--pace takes a number/],
    [["--pace", "-1"], {}, /at least 0|ambiguous/],
    [["--seed", "1.5"], {}, /whole number/],
    [["--store", "streams"], {}, /set REDIS_URL/],
    [["--store", "memcached"], { REDIS_URL }, /streams or sorted-set/],
    [["--quickly"], {}, /--quickly/],
    [["faster"], {}, /faster/],
    [[], { REDIS_URL: "http://127.0.0.1" }, /redis:\/\/ or rediss:\/\//],
    [[], { SEGNO_LEASE_MS: "soon" }, /SEGNO_LEASE_MS is "soon": it takes a whole number/],
    [[], { REDIS_URL: "localhost" }, /redis:\/\/ or rediss:\/\//],
  ] as const)("%j with %j is refused, and says why", (args, env, message) => {
    expect(() => optionsOf(args, env)).toThrow(UsageError);
    expect(() => optionsOf(args, env)).toThrow(message);
  });
});

test("an address is shown without its password", () => {
  expect(shownAddress("rediss://me:secret@cache.example:6380/2")).toBe(
    "rediss://cache.example:6380/2",
  );
});
