import type { Incarnation, StreamId } from "../stream/ids.ts";

/**
 * - `not-found`, `changed`: that life is not there any more, or its log has changed meanwhile.
 * - `active`: it has no terminal yet.
 * - `grouped`: consumer groups have their places in its log.
 */
export type Compacted = "compacted" | "not-found" | "changed" | "active" | "grouped";

/**
 * Rewrites the log of an ended life into less space, at one stroke or not at all. Positions, order, epochs and what a
 * replay gives stay as they are, for a reader in the middle of it too; so does its expiry. To do it twice, or from two
 * processes at once, is to do it once.
 */
export type Compact = (id: StreamId, incarnation: Incarnation) => Promise<Compacted>;
