import { z } from "zod";
import { defaultSettings } from "../service/settings.ts";
import { rangeOf } from "../service/wrong-settings.ts";
import { parseTenantId } from "../stream/ids.ts";

/** One environment variable. */
export type Variable = {
  readonly name: string;
  /** The option that it sets; behind a point, that of an option which is an object. */
  readonly option: string;
  /** What it takes, for people. */
  readonly takes: string;
  readonly schema: z.ZodType<string | number | boolean, string>;
};

/** `leaseMs` → `SEGNO_LEASE_MS` */
export const named = (option: string): string =>
  `SEGNO_${option.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

const unitOf = (option: string): string => {
  if (option.endsWith("Ms")) return "milliseconds";
  return option.endsWith("Bytes") ? "bytes" : "events";
};

const whole = (option: string, least: number, most: number, name = named(option)): Variable => {
  const range = most < Number.MAX_SAFE_INTEGER ? `${least} to ${most}` : `${least} at least`;
  return {
    name,
    option,
    takes: `a whole number of ${unitOf(option)}, ${range}`,
    schema: z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(least).max(most)),
  };
};

const text = (option: string, takes: string, isOne: (value: string) => boolean): Variable => ({
  name: named(option),
  option,
  takes,
  schema: z.string().refine(isOne),
});

const prefixPattern = /^[^{}@\p{Cc}\p{Cs}]+$/u;

const anyNumber = Number.MAX_SAFE_INTEGER;

/** Those of `createStreams`: every setting has one. */
export const streamsVariables: readonly Variable[] = [
  ...Object.keys(defaultSettings).map((option) => {
    const { least, most } = rangeOf(option);
    return whole(option, least, most);
  }),
  {
    name: "SEGNO_COMPACT_AT_END",
    option: "compactAtEnd",
    takes: "true or false",
    schema: z.enum(["true", "false"]).transform((value) => value === "true"),
  },
];

/** Those of an adapter on Redis. */
export const redisVariables: readonly Variable[] = [
  text("prefix", "a text without braces, @ and control characters", (value) =>
    prefixPattern.test(value),
  ),
  text(
    "tenant",
    "1 to 128 characters, without braces and control characters",
    (value) => parseTenantId(value) !== null,
  ),
  {
    name: "SEGNO_COMPRESSION",
    option: "compression.codec",
    takes: "gzip, brotli or zstd",
    schema: z.enum(["gzip", "brotli", "zstd"]),
  },
  whole("compression.minBytes", 64, anyNumber, "SEGNO_COMPRESSION_MIN_BYTES"),
  {
    name: "SEGNO_DURABILITY",
    option: "durability",
    takes: "stored or replicated",
    schema: z.enum(["stored", "replicated"]),
  },
  whole("commandTimeoutMs", 1, anyNumber, "SEGNO_REDIS_COMMAND_TIMEOUT_MS"),
  whole("watchdogMs", 100, anyNumber, "SEGNO_REDIS_WATCHDOG_MS"),
];
