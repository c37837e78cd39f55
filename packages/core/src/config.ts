import { named, redisVariables, streamsVariables, type Variable } from "./config/variables.ts";
import { nearest } from "./errors/check-options.ts";
import { SegnoError } from "./errors/segno-error.ts";
import { defaultSettings, filledIn, type Settings } from "./service/settings.ts";
import { wrongSettings } from "./service/wrong-settings.ts";

/** What an adapter on Redis is told; its own options have the same names. */
export type RedisConfig = {
  readonly prefix?: string;
  readonly tenant?: string;
  readonly compression?: {
    readonly codec: "gzip" | "brotli" | "zstd";
    readonly minBytes?: number;
  };
  readonly durability?: "stored" | "replicated";
  readonly commandTimeoutMs?: number;
  readonly watchdogMs?: number;
};

/** What operators have set: only what was set is there. */
export type Config = {
  /** For `createStreams`. */
  readonly streams: Partial<Settings> & { readonly compactAtEnd?: boolean };
  /** For `redisStreams` or `redisSortedSet`. */
  readonly redis: RedisConfig;
};

/** Every variable, in the order of the documentation. */
export const configVariables: readonly Omit<Variable, "schema">[] = [
  ...streamsVariables,
  ...redisVariables,
].map(({ name, option, takes }) => ({ name, option, takes }));

/** What Kubernetes sets in every container where a service is called `segno` or `segno-…`. */
const ofKubernetes = /^SEGNO_(.+_)?(SERVICE_(HOST|PORT)|PORT)(_.+)?$/;

type Env = Readonly<Record<string, string | undefined>>;

const longest = 60;

const unknown = (env: Env): readonly string[] => {
  const names = configVariables.map(({ name }) => name);
  return Object.keys(env)
    .filter((name) => name.startsWith("SEGNO_") && !names.includes(name))
    .filter((name) => !ofKubernetes.test(name))
    .map((name) => {
      const meant = nearest(name, names);
      const hint = meant === null ? "" : `: ${meant}, perhaps?`;
      return `${name.slice(0, longest)} is no variable of Segno${hint}`;
    });
};

/** A setting's name as its variable, in a sentence about settings. */
const inVariables = (sentence: string): string =>
  sentence.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, (word) =>
    word in defaultSettings ? named(word) : word,
  );

type Values = { [option: string]: string | number | boolean | Values };

/** Sets an option, or one within it. */
const put = (values: Values, option: string, value: string | number | boolean): void => {
  const [outer = "", inner] = option.split(".");
  if (inner === undefined) values[outer] = value;
  else values[outer] = { ...(values[outer] as Values | undefined), [inner]: value };
};

/** Values that were set, by option, and what is wrong with the others. */
const read = (env: Env, variables: readonly Variable[]) => {
  const values: Values = {};
  const wrong: string[] = [];
  for (const { name, option, takes, schema } of variables) {
    const given = env[name];
    // As if it were not there: compose files and charts leave empty what nobody set.
    if (given === undefined || given === "") continue;
    const parsed = schema.safeParse(given);
    if (parsed.success) put(values, option, parsed.data);
    else wrong.push(`${name} is ${JSON.stringify(given.slice(0, longest))}: it takes ${takes}`);
  }
  return { values, wrong };
};

/** A size from which on to compress says nothing where nothing is compressed. */
const wrongCompression = ({ compression }: RedisConfig): readonly string[] =>
  compression === undefined || "codec" in compression
    ? []
    : ["SEGNO_COMPRESSION_MIN_BYTES is set, and SEGNO_COMPRESSION is not"];

/**
 * What the environment says, checked: `configFromEnv(process.env)`. Throws `invalid-options` that names every variable
 * that is wrong, with its value and what is allowed; so does what begins with `SEGNO_` and is none.
 */
export const configFromEnv = (env: Env): Config => {
  if (typeof env !== "object" || env === null) {
    throw new SegnoError("invalid-options", "configFromEnv takes an environment: process.env");
  }
  const [streams, redis] = [read(env, streamsVariables), read(env, redisVariables)];
  const config = { streams: streams.values, redis: redis.values } as Config;
  const apart = [...unknown(env), ...streams.wrong, ...redis.wrong];
  const settings = streams.wrong.length > 0 ? [] : wrongSettings(filledIn(config.streams));
  const packing = redis.wrong.length > 0 ? [] : wrongCompression(config.redis);
  const wrong = [...apart, ...settings.map(inVariables), ...packing];
  if (wrong.length === 0) return config;
  const message = ["The environment is wrong.", ...wrong].join("\n- ");
  throw new SegnoError("invalid-options", message, { details: { wrong } });
};
