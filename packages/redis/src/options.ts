import { type Clock, SegnoError, systemClock } from "@segno/core";

/** What to know of the server before relying on it. */
export type RedisWarning = {
  readonly code: "eviction" | "no-append-only-file" | "replica" | "unchecked";
  /** What will be lost, and what to set. */
  readonly message: string;
};

export type RedisOptions = {
  /** What all keys and channels begin with; "segno" by default. No braces, no control characters. */
  readonly prefix?: string;
  /** Goes into the prefix: keys of different tenants never meet. */
  readonly tenant?: string;
  /** How long one call may take, connecting included, in ms; 5000 by default. */
  readonly commandTimeoutMs?: number;
  /** How long a connection may be silent until it is taken for dead, in ms; 1200 by default. */
  readonly watchdogMs?: number;
  /** Called once for each thing found at the first connection; without it they go unsaid. */
  readonly onWarning?: (warning: RedisWarning) => void;
  /** Where timers come from; the machine's clock by default. */
  readonly clock?: Clock;
};

export type Settings = Required<Omit<RedisOptions, "tenant">> & Pick<RedisOptions, "tenant">;

const positive = (name: string, value: number): number => {
  if (Number.isFinite(value) && value > 0) return value;
  throw new SegnoError("invalid-options", `${name} must be a positive number of milliseconds.`);
};

export const settingsOf = (options: RedisOptions): Settings => ({
  prefix: options.prefix ?? "segno",
  ...(options.tenant === undefined ? {} : { tenant: options.tenant }),
  commandTimeoutMs: positive("commandTimeoutMs", options.commandTimeoutMs ?? 5000),
  watchdogMs: positive("watchdogMs", options.watchdogMs ?? 1200),
  onWarning: options.onWarning ?? (() => {}),
  clock: options.clock ?? systemClock,
});
