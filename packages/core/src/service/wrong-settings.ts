import type { Settings } from "./settings.ts";

/** A text that looks like a number is shown as the text that it is. */
const shown = (value: unknown): string =>
  typeof value === "string" ? JSON.stringify(value) : String(value);

const largestChunk = 512 * 1024 - 64;

/** A stream that is gone before its reader can have asked for its end is of no use to anybody. */
const leastEndedTtlMs = 1_000;

/** What a setting takes: a whole number from `least` to `most`. */
export const rangeOf = (name: string): { readonly least: number; readonly most: number } => ({
  least: name === "waitMs" ? 0 : name === "endedTtlMs" ? leastEndedTtlMs : 1,
  most: name === "maxChunkBytes" ? largestChunk : Number.MAX_SAFE_INTEGER,
});

const wrongValue = (name: string, value: unknown): readonly string[] => {
  const { least, most } = rangeOf(name);
  if (!Number.isSafeInteger(value) || Number(value) < Math.min(least, 1)) {
    return [`${name} is ${shown(value)}: it takes a whole number ${least === 0 ? "≥ 0" : "> 0"}`];
  }
  if (Number(value) < least) return [`${name} (${value}) must be at least ${least}`];
  return Number(value) > most ? [`${name} (${value}) must be at most ${most}`] : [];
};

export type Ttls = Pick<Settings, "leaseMs" | "activeTtlMs" | "endedTtlMs">;

/** A stream must outlive the time in which its producer is declared lost. */
const wrongLife = ({ leaseMs, activeTtlMs }: Ttls, graceMs: number): readonly string[] => {
  const least = leaseMs + graceMs;
  if (activeTtlMs > least) return [];
  return [`activeTtlMs (${activeTtlMs}) must be more than leaseMs + graceMs (${least})`];
};

/** What is wrong with the times of one stream, each as a sentence. */
export const wrongTtls = (ttls: Ttls, graceMs: number): readonly string[] => {
  const { leaseMs, activeTtlMs, endedTtlMs } = ttls;
  const wrong = Object.entries({ leaseMs, activeTtlMs, endedTtlMs }).flatMap(([name, value]) =>
    wrongValue(name, value),
  );
  return wrong.length > 0 ? wrong : wrongLife(ttls, graceMs);
};

/** What is wrong with settings, each as a sentence. What cannot go together is looked at where each may be. */
export const wrongSettings = (settings: Settings): readonly string[] => {
  const wrong = Object.entries(settings).flatMap(([name, value]) => wrongValue(name, value));
  if (wrong.length > 0) return wrong;
  const { heartbeatMs, leaseMs, graceMs, backoffCapMs, windowBytes, overflowBytes } = settings;
  const leastGrace = heartbeatMs + backoffCapMs;
  return [
    ...(heartbeatMs < leaseMs
      ? []
      : [`heartbeatMs (${heartbeatMs}) must be less than leaseMs (${leaseMs})`]),
    ...(graceMs >= leastGrace
      ? []
      : [`graceMs (${graceMs}) must be at least heartbeatMs + backoffCapMs (${leastGrace})`]),
    ...wrongLife(settings, graceMs),
    // Who waits for `ready` would be failed for not having waited.
    ...(overflowBytes >= windowBytes
      ? []
      : [`overflowBytes (${overflowBytes}) must be at least windowBytes (${windowBytes})`]),
  ];
};
