import type { Expiry } from "../ports/event-store.ts";
import type { TerminalType } from "../stream/events.ts";
import { expiresAtOf, type Head, isStale, lastActivityOf, type Seen } from "../stream/head.ts";
import type { Incarnation, StreamId } from "../stream/ids.ts";
import { formatPosition, type Position } from "../stream/position.ts";
import type { Context } from "./context.ts";
import { lastEpochOf } from "./last-epoch.ts";
import type { LossWatch } from "./loss-watch.ts";
import { patienceOf, persist } from "./persist.ts";
import { refusalError } from "./refuse.ts";

/** `stale`: no terminal, and the producer's lease is over. */
export type StreamStatus = "active" | "stale" | TerminalType;

/** What is known of a stream without its log. Times in ms since 1970, by the store's clock. */
export type Description = {
  readonly streamId: StreamId;
  readonly status: StreamStatus;
  readonly incarnation: Incarnation;
  readonly startedAt: number;
  readonly lastActivity: number;
  readonly expiresAt: number;
  readonly owner?: string;
  readonly kind?: string;
  /** Of the last event. */
  readonly position: Position;
  readonly eventCount: number;
  readonly chunks: number;
};

/** How long the keys of a stream still live, in ms; null where a key does not expire or is not there. */
export type StreamTtl = {
  readonly streamTtlMs: number | null;
  readonly metaTtlMs: number | null;
  /** Whether all keys expire at the same instant (P15). */
  readonly synchronized: boolean;
};

export const statusOf = (head: Head, now: number): StreamStatus =>
  head.terminal ?? (isStale(head, now) ? "stale" : "active");

export const descriptionOf = (
  streamId: StreamId,
  head: Head,
  now: number,
  lastEpoch: number,
): Description => ({
  streamId,
  status: statusOf(head, now),
  incarnation: head.incarnation,
  startedAt: head.startedAt,
  lastActivity: lastActivityOf(head),
  expiresAt: expiresAtOf(head),
  ...(head.owner !== undefined && { owner: head.owner }),
  ...(head.kind !== undefined && { kind: head.kind }),
  position: formatPosition(streamId, { ...head, epoch: lastEpoch }),
  eventCount: head.offset,
  // All but the first, which is `started`, and the terminal.
  chunks: head.offset - (head.terminal ? 2 : 1),
});

const ttlOf = ({ head, log, now }: Expiry): StreamTtl => ({
  streamTtlMs: log === null ? null : log - now,
  metaTtlMs: head === null ? null : head - now,
  synchronized: head === log,
});

/** What is there now, and how long it stays; a stale stream is watched from then on (P10). */
export const describe = async <A>(
  context: Context<A>,
  lossWatch: LossWatch,
  id: StreamId,
): Promise<Description & { readonly ttl: StreamTtl }> => {
  const { store, settings } = context;
  const patience = patienceOf(context, settings.commandTimeoutMs, `describe ${id}`);
  const { head, now }: Seen = await persist(patience, () => store.head(id));
  if (!head) throw refusalError(id, { _tag: "not-found" });
  if (isStale(head, now)) lossWatch.suspect(id, head);
  const [expiry, lastEpoch] = await Promise.all([
    persist(patience, () => store.expiry(id)),
    lastEpochOf(context, patience, id, head),
  ]);
  return { ...descriptionOf(id, head, now, lastEpoch), ttl: ttlOf(expiry) };
};
