import { type Clock, checkOptions, type NamesOf, SegnoError, systemClock } from "@segno/core";
import type { RedisTemplate } from "./connection/client.ts";
import { type CompressionCodec, codecs, hasCodec, isCodec, type Packing } from "./store/packing.ts";

/** What to know of the server before relying on it. */
export type RedisWarning = {
  readonly code: "eviction" | "no-append-only-file" | "no-replica" | "replica" | "unchecked";
  /** What will be lost, and what to set. */
  readonly message: string;
};

export type RedisOptions = {
  /** What all keys and channels begin with; "segno" by default. No braces, no @, no control characters. */
  readonly prefix?: string;
  /** Goes into the prefix, set off by an @: keys of different tenants never meet. No braces, no control characters. */
  readonly tenant?: string;
  /** How long one call may take, connecting included, in whole ms; 5000 by default. */
  readonly commandTimeoutMs?: number;
  /** How long a connection may be silent until it is taken for dead, in whole ms, 100 at least; 1200 by default. */
  readonly watchdogMs?: number;
  /** Called once for each thing found at the first connection; without it they go unsaid. */
  readonly onWarning?: (warning: RedisWarning) => void;
  /** Compresses payloads of at least `minBytes` (encoded; 1,024 by default), where that makes them smaller; none by default. */
  readonly compression?: CompressionOptions;
  /**
   * When an append is acknowledged: once the server has stored it (`stored`, the default), or once a replica has it too
   * (`replicated`), over one connection more.
   */
  readonly durability?: Durability;
  /** Where timers come from; the machine's clock by default. */
  readonly clock?: Clock;
};

export const durabilities = ["stored", "replicated"] as const;
export type Durability = (typeof durabilities)[number];

export type CompressionOptions = {
  /** `zstd` needs Node 22.15 or 23.8, for those who read it too. */
  readonly codec: CompressionCodec;
  readonly minBytes?: number;
};

export type Settings = Required<Omit<RedisOptions, "tenant" | "compression">> &
  Pick<RedisOptions, "tenant"> & { readonly packing: Packing | null };

const names: NamesOf<RedisOptions> = {
  prefix: true,
  tenant: true,
  commandTimeoutMs: true,
  watchdogMs: true,
  onWarning: true,
  compression: true,
  durability: true,
  clock: true,
};

/** Six looks in so long: with less, a busy event loop's every pause would be a dead connection. */
const leastWatchdogMs = 100;

const refuse = (message: string): never => {
  throw new SegnoError("invalid-options", message);
};

const whole = (name: string, value: number, least: number): number =>
  Number.isSafeInteger(value) && value >= least
    ? value
    : refuse(`${name} is ${value}: it takes a whole number of milliseconds, ${least} at least.`);

const string = (name: string, value: string): string =>
  typeof value === "string" ? value : refuse(`${name} must be a string.`);

const callable = <T>(name: string, value: T): T =>
  typeof value === "function" ? value : refuse(`${name} must be a function.`);

const clockOf = (clock: Clock): Clock => {
  for (const name of ["now", "elapsed", "after"] as const) callable(`clock.${name}`, clock?.[name]);
  return clock;
};

const compressionNames: NamesOf<CompressionOptions> = { codec: true, minBytes: true };
const leastMinBytes = 64;

const packingOf = (compression: CompressionOptions | undefined): Packing | null => {
  if (compression === undefined) return null;
  checkOptions("compression", compression, compressionNames);
  const { codec, minBytes = 1_024 } = compression;
  if (!isCodec(codec)) {
    refuse(`compression.codec is ${String(codec)}: it takes one of ${codecs.join(", ")}.`);
  }
  if (!hasCodec(codec)) refuse(`This runtime has no ${codec}.`);
  if (!Number.isSafeInteger(minBytes) || minBytes < leastMinBytes) {
    refuse(
      `compression.minBytes is ${minBytes}: it takes a whole number, ${leastMinBytes} at least.`,
    );
  }
  return { codec, minBytes };
};

const durabilityOf = (durability: Durability): Durability =>
  durabilities.includes(durability)
    ? durability
    : refuse(`durability is ${String(durability)}: it takes one of ${durabilities.join(", ")}.`);

/** A URL, or what a client would be made with, is not a client: nothing here depends on ioredis itself. */
export const templateOf = (redis: RedisTemplate): RedisTemplate =>
  typeof redis === "object" && typeof redis?.duplicate === "function" && redis.options
    ? redis
    : refuse("The first argument is a Redis or Cluster of ioredis: new Redis(url), say.");

/** Fills in what was left out, and refuses what cannot be; what the names may hold, `keys.ts` says. */
export const settingsOf = (options: RedisOptions): Settings => {
  checkOptions("the adapter", options, names);
  return {
    prefix: string("prefix", options.prefix ?? "segno"),
    ...(options.tenant === undefined ? {} : { tenant: string("tenant", options.tenant) }),
    commandTimeoutMs: whole("commandTimeoutMs", options.commandTimeoutMs ?? 5000, 1),
    watchdogMs: whole("watchdogMs", options.watchdogMs ?? 1200, leastWatchdogMs),
    onWarning: callable("onWarning", options.onWarning ?? (() => {})),
    packing: packingOf(options.compression),
    durability: durabilityOf(options.durability ?? "stored"),
    clock: clockOf(options.clock ?? systemClock),
  };
};
