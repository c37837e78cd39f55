import { createStreams, defaultSettings, type SegnoError } from "@segno/core";
import { type Config, configFromEnv, configVariables } from "@segno/core/config";
import { memoryStreams } from "@segno/memory";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const refusal = (env: Record<string, string>): SegnoError => {
  try {
    return configFromEnv(env) as never;
  } catch (error) {
    return error as SegnoError;
  }
};

const wrongIn = (env: Record<string, string>): unknown => refusal(env).details?.["wrong"];

describe("the environment", () => {
  it("sets what is set, and nothing else", () => {
    expect(configFromEnv({ PATH: "/bin", SEGNO_TENANT: "" })).toEqual({ streams: {}, redis: {} });
    const config = configFromEnv({
      SEGNO_LEASE_MS: "5000",
      SEGNO_WAIT_MS: "0",
      SEGNO_PREFIX: "chat",
      SEGNO_TENANT: "ada",
      SEGNO_COMPACT_AT_END: "true",
      SEGNO_COMPRESSION: "brotli",
      SEGNO_COMPRESSION_MIN_BYTES: "2000",
      SEGNO_DURABILITY: "replicated",
      SEGNO_COMMAND_TIMEOUT_MS: "8000",
      SEGNO_REDIS_COMMAND_TIMEOUT_MS: "3000",
    });
    expect(config).toEqual({
      streams: { leaseMs: 5_000, waitMs: 0, commandTimeoutMs: 8_000, compactAtEnd: true },
      redis: {
        prefix: "chat",
        tenant: "ada",
        compression: { codec: "brotli", minBytes: 2_000 },
        durability: "replicated",
        commandTimeoutMs: 3_000,
      },
    } satisfies Config);
  });

  it("has a variable for every setting", () => {
    const options = configVariables.map(({ option }) => option);
    expect(options).toEqual(expect.arrayContaining(Object.keys(defaultSettings)));
    const names = configVariables.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("SEGNO_MAX_CHUNK_BYTES");
  });

  it("names each variable that is wrong, its value and what is allowed, all at once", () => {
    const error = refusal({
      SEGNO_LEASE_MS: "10s",
      SEGNO_ENDED_TTL_MS: "10",
      SEGNO_MAX_CHUNK_BYTES: "600000",
      SEGNO_WINDOW_EVENTS: "1.5",
      SEGNO_TAIL_MS: " 5",
      SEGNO_PREFIX: "a{b",
      SEGNO_TENANT: "a}",
      SEGNO_REDIS_WATCHDOG_MS: "5",
      SEGNO_COMPRESSION: "zip",
      SEGNO_COMPACT_AT_END: "yes",
      SEGNO_GRACEMS: "1",
      SEGNO_COLOUR: "red",
    });
    expect(error.code).toBe("invalid-options");
    expect(error.message.split("\n- ")).toEqual([
      "The environment is wrong.",
      "SEGNO_GRACEMS is no variable of Segno: SEGNO_GRACE_MS, perhaps?",
      "SEGNO_COLOUR is no variable of Segno",
      'SEGNO_LEASE_MS is "10s": it takes a whole number of milliseconds, 1 at least',
      'SEGNO_ENDED_TTL_MS is "10": it takes a whole number of milliseconds, 1000 at least',
      'SEGNO_WINDOW_EVENTS is "1.5": it takes a whole number of events, 1 at least',
      'SEGNO_MAX_CHUNK_BYTES is "600000": it takes a whole number of bytes, 1 to 524224',
      'SEGNO_TAIL_MS is " 5": it takes a whole number of milliseconds, 1 at least',
      'SEGNO_COMPACT_AT_END is "yes": it takes true or false',
      'SEGNO_PREFIX is "a{b": it takes a text without braces, @ and control characters',
      'SEGNO_TENANT is "a}": it takes 1 to 128 characters, without braces and control characters',
      'SEGNO_COMPRESSION is "zip": it takes gzip, brotli or zstd',
      'SEGNO_REDIS_WATCHDOG_MS is "5": it takes a whole number of milliseconds, 100 at least',
    ]);
  });

  it("says what does not go together, in variables", () => {
    expect(wrongIn({ SEGNO_ACTIVE_TTL_MS: "14000" })).toEqual([
      "SEGNO_ACTIVE_TTL_MS (14000) must be more than SEGNO_LEASE_MS + SEGNO_GRACE_MS (14000)",
    ]);
    expect(wrongIn({ SEGNO_COMPRESSION_MIN_BYTES: "2000" })).toEqual([
      "SEGNO_COMPRESSION_MIN_BYTES is set, and SEGNO_COMPRESSION is not",
    ]);
    const env = { SEGNO_HEARTBEAT_MS: "10000", SEGNO_LEASE_MS: "5000", SEGNO_ACTIVE_TTL_MS: "2" };
    expect(wrongIn(env)).toEqual([
      "SEGNO_HEARTBEAT_MS (10000) must be less than SEGNO_LEASE_MS (5000)",
      "SEGNO_GRACE_MS (4000) must be at least SEGNO_HEARTBEAT_MS + SEGNO_BACKOFF_CAP_MS (10001)",
      "SEGNO_ACTIVE_TTL_MS (2) must be more than SEGNO_LEASE_MS + SEGNO_GRACE_MS (9000)",
    ]);
  });

  it("refuses what is no environment", () => {
    for (const env of [undefined, null, "SEGNO_LEASE_MS=5", 7]) {
      expect(refusal(env as never).code).toBe("invalid-options");
    }
  });

  it("may hold what Kubernetes says of a service called segno", () => {
    const env = {
      SEGNO_SERVICE_HOST: "10.0.0.1",
      SEGNO_SERVICE_PORT_HTTP: "80",
      SEGNO_PORT: "tcp://10.0.0.1:80",
      SEGNO_PORT_80_TCP_ADDR: "10.0.0.1",
      SEGNO_REDIS_SERVICE_HOST: "10.0.0.2",
      SEGNO_REDIS_PORT_6379_TCP: "tcp://10.0.0.2:6379",
    };
    expect(configFromEnv(env)).toEqual({ streams: {}, redis: {} });
  });

  it("any whole number that it takes comes out as it is, and works", () => {
    const numbers = configVariables.filter(
      ({ option, takes }) => takes.startsWith("a whole number") && !option.includes("."),
    );
    const one = fc.record({
      variable: fc.constantFrom(...numbers),
      value: fc.integer({ min: 1_000, max: 500_000 }),
    });
    fc.assert(
      fc.property(one, ({ variable: { name, option }, value }) => {
        const wrong = wrongIn({ [name]: String(value) });
        if (wrong) {
          expect(String(wrong)).toContain("must be");
          return;
        }
        const { streams, redis } = configFromEnv({ [name]: String(value) });
        expect({ ...streams, ...redis }).toEqual({ [option]: value });
        expect(() => createStreams({ ...memoryStreams(), ...streams })).not.toThrow();
      }),
    );
  });

  it("any other text is refused by its name, and not repeated at length", () => {
    const odd = fc.string().filter((text) => text !== "" && !/^\d+$/.test(text));
    fc.assert(
      fc.property(odd, (value) => {
        const [sentence] = (wrongIn({ SEGNO_PAGE_EVENTS: value }) ?? []) as string[];
        expect(sentence).toMatch(/^SEGNO_PAGE_EVENTS is ".*": it takes a whole number of events/s);
      }),
    );
    expect(refusal({ SEGNO_PREFIX: `{${"x".repeat(9_999)}` }).message.length).toBeLessThan(200);
  });
});
