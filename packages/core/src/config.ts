import { z } from "zod";
import { nearest } from "./errors/check-options.ts";
import { SegnoError } from "./errors/segno-error.ts";
import { defaultSettings, filledIn, type Settings } from "./service/settings.ts";
import { rangeOf, wrongSettings } from "./service/wrong-settings.ts";
import { parseTenantId } from "./stream/ids.ts";

/** What an adapter on Redis is told; its own options have the same names. */
export type RedisConfig = {
  readonly prefix?: string;
  readonly tenant?: string;
  readonly commandTimeoutMs?: number;
  readonly watchdogMs?: number;
};

/** What operators have set: only what was set is there. */
export type Config = {
  /** For `createStreams`. */
  readonly streams: Partial<Settings>;
  /** For `redisStreams` or `redisSortedSet`. */
  readonly redis: RedisConfig;
};

/** One environment variable. */
type Variable = {
  readonly name: string;
  /** The option that it sets. */
  readonly option: string;
  /** What it takes, for people. */
  readonly takes: string;
  readonly schema: z.ZodType<string | number, string>;
};

/** `leaseMs` → `SEGNO_LEASE_MS` */
const named = (option: string): string =>
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

const streamsVariables: readonly Variable[] = Object.keys(defaultSettings).map((option) => {
  const { least, most } = rangeOf(option);
  return whole(option, least, most);
});

const redisVariables: readonly Variable[] = [
  text("prefix", "a text without braces, @ and control characters", (value) =>
    prefixPattern.test(value),
  ),
  text(
    "tenant",
    "1 to 128 characters, without braces and control characters",
    (value) => parseTenantId(value) !== null,
  ),
  whole("commandTimeoutMs", 1, anyNumber, "SEGNO_REDIS_COMMAND_TIMEOUT_MS"),
  whole("watchdogMs", 100, anyNumber, "SEGNO_REDIS_WATCHDOG_MS"),
];

/** Every variable, in the order of the documentation. */
export const configVariables: readonly Omit<Variable, "schema">[] = [
  ...streamsVariables,
  ...redisVariables,
].map(({ name, option, takes }) => ({ name, option, takes }));

/** What Kubernetes sets in every container where a service is called `segno` or `segno-…`. */
const ofKubernetes = /^SEGNO_(.+_)?(SERVICE_(HOST|PORT)|PORT)(_.+)?$/;

type Env = Readonly<Record<string, string | undefined>>;

const longest = 60;

const unknown = (env: Env, names: readonly string[]): readonly string[] =>
  Object.keys(env)
    .filter((name) => name.startsWith("SEGNO_") && !names.includes(name))
    .filter((name) => !ofKubernetes.test(name))
    .map((name) => {
      const meant = nearest(name, names);
      const hint = meant === null ? "" : `: ${meant}, perhaps?`;
      return `${name.slice(0, longest)} is no variable of Segno${hint}`;
    });

/** A setting's name as its variable, in a sentence about settings. */
const inVariables = (sentence: string): string =>
  sentence.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, (word) =>
    word in defaultSettings ? named(word) : word,
  );

/** Values that were set, by option, and what is wrong with the others. */
const read = (env: Env, variables: readonly Variable[]) => {
  const values: Record<string, string | number> = {};
  const wrong: string[] = [];
  for (const { name, option, takes, schema } of variables) {
    const given = env[name];
    // As if it were not there: compose files and charts leave empty what nobody set.
    if (given === undefined || given === "") continue;
    const parsed = schema.safeParse(given);
    if (parsed.success) values[option] = parsed.data;
    else wrong.push(`${name} is ${JSON.stringify(given.slice(0, longest))}: it takes ${takes}`);
  }
  return { values, wrong };
};

/**
 * What the environment says, checked: `configFromEnv(process.env)`. Throws `invalid-options` that names every variable
 * that is wrong, with its value and what is allowed; so does what begins with `SEGNO_` and is none.
 */
export const configFromEnv = (env: Env): Config => {
  const [streams, redis] = [read(env, streamsVariables), read(env, redisVariables)];
  const settings: Partial<Settings> = streams.values;
  const names = configVariables.map(({ name }) => name);
  const apart = [...unknown(env, names), ...streams.wrong, ...redis.wrong];
  const together = streams.wrong.length > 0 ? [] : wrongSettings(filledIn(settings));
  const wrong = [...apart, ...together.map(inVariables)];
  if (wrong.length === 0) return { streams: settings, redis: redis.values };
  const message = ["The environment is wrong.", ...wrong].join("\n- ");
  throw new SegnoError("invalid-options", message, { details: { wrong } });
};
