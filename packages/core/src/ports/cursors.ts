import type { Either } from "fp-ts/lib/Either.js";
import type { Incarnation, ReaderId, StreamId } from "../stream/ids.ts";
import type { Place } from "../stream/position.ts";

/** At most this many readers have a place in one life of a stream. */
export const maxReaders = 1_000;

/** What is known of a reader in the life that a stream is in. */
export type Reading = {
  /** The last event that it acknowledged; null before the first. */
  readonly place: Place | null;
  /** When it last gave a sign of life. */
  readonly seenAt: number;
  /** For so long after that, in ms, its producer waits for it; null where none does. */
  readonly leaseMs: number | null;
};

/** A reader as it was met at the store's time `now`. */
export type ReadingSeen = {
  /** The life that the stream is in; null where nothing lives under the id. */
  readonly incarnation: Incarnation | null;
  /** Null where this life knows nothing of the reader. */
  readonly reading: Reading | null;
  readonly now: number;
};

/**
 * - `not-found`: nothing lives under the id.
 * - `changed`: another life does.
 * - `ahead`: the place is past the head.
 * - `diverged`: the entry at that offset is of another epoch, or gone; what the reader saw was lost.
 * - `full`: there are `maxReaders` others.
 */
export type CursorRefusal = {
  readonly _tag: "not-found" | "changed" | "ahead" | "diverged" | "full";
  readonly now: number;
};

/** All readers that one life knows. */
export type ReadersSeen = {
  /** The life that the stream is in; null where nothing lives under the id. */
  readonly incarnation: Incarnation | null;
  readonly readers: readonly (Reading & { readonly reader: ReaderId })[];
  readonly now: number;
};

/** Where it went on, and whom it was forgotten in. */
export type Forgotten = {
  readonly streams: readonly StreamId[];
  /** Where to go on; null at the end. Opaque, and worth nothing to another adapter. */
  readonly cursor: string | null;
};

/**
 * Where readers are: for each reader and stream one place, whatever number of devices it is read on. The places are
 * the stream's own: they expire with it at the same instant (P15), and go with its life.
 */
export interface Cursors {
  /** What the stream's present life knows of the reader, from one snapshot; never writes. */
  read(id: StreamId, reader: ReaderId): Promise<ReadingSeen>;

  /**
   * A sign of life of the reader, and its place, which moves on and never back: of two offsets of one life the greater
   * stands. Offset 0 is a sign of life alone. With `leaseMs` a producer waits for the reader from now on; it stands
   * until another is given. Where one waits, the sign is announced under `acks`. To say it again changes nothing more.
   */
  advance(
    id: StreamId,
    reader: ReaderId,
    place: Place,
    leaseMs?: number,
  ): Promise<Either<CursorRefusal, ReadingSeen & { readonly reading: Reading }>>;

  /**
   * Every reader that the stream's present life knows, in no order; one that comes meanwhile may be missing. Never
   * writes. For those who look: others leave it out.
   */
  list?(id: StreamId): Promise<ReadersSeen>;

  /** Forgets the reader in one stream. Whether there was anything to forget. */
  remove(id: StreamId, reader: ReaderId): Promise<boolean>;

  /**
   * Forgets the reader in some streams (about `limit` are looked at) and says where to go on. Where it had a place
   * throughout a whole walk, it has none after it; never blocks the store (P18).
   */
  forget(
    reader: ReaderId,
    options: { readonly cursor?: string; readonly limit: number },
  ): Promise<Forgotten>;
}
