import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { type Config, configFromEnv } from "@segno/core/config";
import { z } from "zod";

export const usage = `npm run story -- [options]

  --fast                 in about five seconds
  --pace <ms>            between two tokens, on average (2.5)
  --seed <n>             the same cuts and the same tokens again (a fresh one each time)
  --plain                lines, also where a board could be drawn
  --store <which>        over Redis: streams (the default) or sorted-set
  --help

  REDIS_URL=redis://127.0.0.1:6379 plays it over Redis, with every reader and writer a process.
  SEGNO_LEASE_MS=3000, and the like, sets what the streams are told.
`;

export type Options = {
  readonly fast: boolean;
  readonly plain: boolean;
  readonly help: boolean;
  /** In ms. */
  readonly pace?: number | undefined;
  readonly seed: number;
  readonly store?: "streams" | "sorted-set" | undefined;
  readonly redisUrl?: string | undefined;
  /** What `SEGNO_…` variables say. */
  readonly config: Config;
};

const redisUrl = z
  .url({ protocol: /^rediss?$/, error: "REDIS_URL must be a redis:// or rediss:// address" })
  .optional();

const number = (name: string) => z.coerce.number({ error: `--${name} takes a number` });

const schema: z.ZodType<Omit<Options, "config">> = z
  .object({
    fast: z.boolean().default(false),
    plain: z.boolean().default(false),
    help: z.boolean().default(false),
    pace: number("pace")
      .min(0, "--pace is at least 0")
      .max(1_000, "--pace is at most 1000")
      .optional(),
    seed: number("seed")
      .int("--seed is a whole number")
      .min(0, "--seed is at least 0")
      .max(2 ** 31, "--seed is at most 2147483648")
      .default(() => randomInt(10_000)),
    store: z
      .enum(["streams", "sorted-set"], { error: "--store is streams or sorted-set" })
      .optional(),
    redisUrl,
  })
  .refine(({ store, redisUrl }) => store === undefined || redisUrl !== undefined, {
    error: "--store chooses among the stores on Redis: set REDIS_URL",
  });

/** Asked wrongly: the message is for people. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const flags = {
  fast: { type: "boolean" },
  plain: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  pace: { type: "string" },
  seed: { type: "string" },
  store: { type: "string" },
} as const;

const valuesOf = (args: readonly string[]): object => {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

type Env = Readonly<Record<string, string | undefined>>;

const configOf = (env: Env): Config => {
  try {
    return configFromEnv(env);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

/** What was asked for, from the command line and the environment. */
export const optionsOf = (args: readonly string[], env: Env): Options => {
  const parsed = schema.safeParse({
    ...valuesOf(args),
    redisUrl: env["REDIS_URL"] || undefined,
  });
  if (parsed.success) return { ...parsed.data, config: configOf(env) };
  throw new UsageError(parsed.error.issues.map(({ message }) => message).join("; "));
};
