import type { TerminalType } from "./events.ts";
import type { CallId, Incarnation } from "./ids.ts";

/** What a producer fixes for its term. All in milliseconds. */
export type Term = {
  readonly producer: CallId;
  /** How long the producer may be silent before others may take over or declare it lost. */
  readonly leaseMs: number;
  /** How long the stream is kept after its last append while it has no terminal. */
  readonly activeTtlMs: number;
  /** How long the stream is kept after its terminal. */
  readonly endedTtlMs: number;
};

/** What the store knows of a stream without its log. Times are the store's, in ms since 1970. */
export type Head = Term & {
  readonly incarnation: Incarnation;
  readonly startedAt: number;
  readonly epoch: number;
  /** The offset of the last event. */
  readonly offset: number;
  /** Raised by every append, an empty one and a recognised duplicate too; µs of the store's clock, never falling. */
  readonly revision: number;
  /** `lastActivity + leaseMs`: until then the producer counts as alive. */
  readonly leaseUntil: number;
  readonly terminal?: TerminalType;
  /** The call that ended it. */
  readonly closer?: CallId;
  readonly owner?: string;
  readonly kind?: string;
};

/** A head as it was met at the store's time `now`; null where nothing lives under the id. */
export type Seen = { readonly head: Head | null; readonly now: number };

/** Every append renews the lease, so this is the time of the last one. */
export const lastActivityOf = (head: Head): number => head.leaseUntil - head.leaseMs;

/**
 * Kept for this long or longer, a stream expires at a whole second: its expiry then has to be moved once a second,
 * and not with every append.
 */
const coarseFromMs = 120_000;

/** When what was last appended to at a time expires, after its TTL and at most a second later. */
export const expiryOf = (lastActivity: number, ttlMs: number): number =>
  ttlMs < coarseFromMs
    ? lastActivity + ttlMs
    : (Math.floor(lastActivity / 1000) + 1) * 1000 + ttlMs;

/** When all keys of the stream expire, together (P15). */
export const expiresAtOf = (head: Head): number =>
  expiryOf(lastActivityOf(head), head.terminal ? head.endedTtlMs : head.activeTtlMs);

export const isStale = (head: Head, now: number): boolean =>
  head.terminal === undefined && now >= head.leaseUntil;
