import { SegnoError } from "../errors/segno-error.ts";
import { type Ttls, wrongSettings, wrongTtls } from "./wrong-settings.ts";

/** Every knob of the service. Times in ms, sizes in bytes of UTF-8 unless the name says otherwise. */
export type Settings = {
  /** How long a producer may be silent before others may take over or declare it lost. */
  readonly leaseMs: number;
  /** How long a producer is silent before it gives a sign of life; by default a fifth of the lease, or half the grace. */
  readonly heartbeatMs: number;
  /** How much longer than the lease one waits before declaring a producer lost. */
  readonly graceMs: number;
  /** After this long without a write, a writer that nothing attends gives no more signs of life. */
  readonly idleMs: number;
  /** How long a stream is kept after its last append, while it has no terminal. */
  readonly activeTtlMs: number;
  /** How long a stream is kept after its terminal. */
  readonly endedTtlMs: number;
  /** How long a stream that groups hold is kept after its last append, whether they come or not. */
  readonly maxHoldMs: number;
  /** How often a followed stream is looked at, in case a notice was lost; what a producer in this process hears counts. */
  readonly positionCheckMs: number;
  /** How long a follower that is not pulled stays attached to live. */
  readonly lingerMs: number;
  /** What a reader acknowledges is stored at most this often. */
  readonly ackEveryMs: number;
  /** How long `follow` waits for a stream that is not there yet. */
  readonly waitMs: number;
  /** How long `start`, `stop` and `remove` try; never longer than half the shortest TTL. */
  readonly commandTimeoutMs: number;
  /** How long a writer or a follower tries again while the store does not answer. */
  readonly giveUpMs: number;
  /** The longest pause between two tries; by default 1 s, or what the grace leaves beside a heartbeat. */
  readonly backoffCapMs: number;
  /** `desiredSize` counts down from this many events that are not yet durable. */
  readonly windowEvents: number;
  readonly windowBytes: number;
  /** More than this not yet durable, written without waiting for `ready`, fails the stream. */
  readonly overflowBytes: number;
  /** The largest chunk, encoded. */
  readonly maxChunkBytes: number;
  /** Acknowledged events are kept this long and this much, to heal what a failover forgot. */
  readonly tailMs: number;
  readonly tailBytes: number;
  /** How many events a follower reads at once, at the most: large ones are read in smaller numbers. */
  readonly pageEvents: number;
  /** How many events of one stream are held for its live followers; fewer where they are large. */
  readonly ringEvents: number;
};

export const defaultSettings: Settings = {
  leaseMs: 10_000,
  heartbeatMs: 2_000,
  graceMs: 4_000,
  idleMs: 300_000,
  activeTtlMs: 3_600_000,
  endedTtlMs: 86_400_000,
  maxHoldMs: 604_800_000,
  positionCheckMs: 5_000,
  lingerMs: 5_000,
  ackEveryMs: 100,
  waitMs: 5_000,
  commandTimeoutMs: 10_000,
  giveUpMs: 60_000,
  backoffCapMs: 1_000,
  windowEvents: 1_024,
  windowBytes: 1_048_576,
  overflowBytes: 16_777_216,
  maxChunkBytes: 262_144,
  tailMs: 10_000,
  tailBytes: 1_048_576,
  pageEvents: 2_000,
  ringEvents: 1_024,
};

/** At least 1; what cannot be told, since something else is no number, is as it would be anyway. */
const derivedFrom = (value: number, otherwise: number): number =>
  Number.isFinite(value) ? Math.max(1, value) : otherwise;

/** Fills in what was left out. */
export const filledIn = (given: Partial<Settings>): Settings => {
  const leaseMs = given.leaseMs ?? defaultSettings.leaseMs;
  const graceMs = given.graceMs ?? defaultSettings.graceMs;
  const often = Math.floor(Math.min(leaseMs / 5, graceMs / 2));
  const heartbeatMs = given.heartbeatMs ?? derivedFrom(often, defaultSettings.heartbeatMs);
  const longestPause = defaultSettings.backoffCapMs;
  // Whoever comes back within the grace must find the time for a sign of life.
  const backoffCapMs = Math.min(longestPause, derivedFrom(graceMs - heartbeatMs, longestPause));
  const derived = { ...defaultSettings, heartbeatMs, backoffCapMs };
  const named = Object.entries(given).filter(
    ([name, value]) => name in defaultSettings && value !== undefined,
  );
  return { ...derived, ...Object.fromEntries(named) };
};

const refuse = (wrong: readonly string[]): void => {
  if (wrong.length > 0) throw new SegnoError("invalid-options", wrong.join("; "));
};

/** Fills in what was left out, and refuses what is out of range or cannot work together. */
export const settingsOf = (given: Partial<Settings>): Settings => {
  const settings = filledIn(given);
  refuse(wrongSettings(settings));
  return settings;
};

/** A term with a shorter lease than the others gives signs of life more often. */
export const heartbeatOf = (settings: Settings, { leaseMs }: Pick<Settings, "leaseMs">): number =>
  Math.min(settings.heartbeatMs, Math.max(1, Math.floor(leaseMs / 5)));

export const checkTtls = (ttls: Ttls, graceMs: number): void => refuse(wrongTtls(ttls, graceMs));
