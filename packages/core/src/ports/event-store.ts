import type { Either } from "fp-ts/lib/Either.js";
import type { TerminalType } from "../stream/events.ts";
import type { Expected } from "../stream/expected.ts";
import type { Head, Seen, Term } from "../stream/head.ts";
import type { CallId, Incarnation, StreamId } from "../stream/ids.ts";
import type { Place } from "../stream/position.ts";

/** An encoded event. Opaque to a store, but for this: not empty, and without control characters. */
export type Entry = string;

/** At most this many entries in one append. */
export const maxBatchEntries = 256;
/** At most this many bytes (UTF-8) of entries in one append. */
export const maxBatchBytes: number = 512 * 1024;

/** What one append does, all of it or nothing. At most one of `start` and `takeOver` is there. */
export type Batch = {
  readonly entries: readonly Entry[];
  /** Begins an incarnation at offset 1, replacing what is left of an earlier one. */
  readonly start?: Term & {
    readonly incarnation: Incarnation;
    readonly owner?: string;
    readonly kind?: string;
  };
  /** Makes another producer the writer of the same incarnation. */
  readonly takeOver?: Term;
  /** The last entry is a terminal: nothing may follow it. */
  readonly end?: { readonly terminal: TerminalType; readonly closer: CallId };
};

export type Appended = {
  /** Where the stream stands now. */
  readonly place: Place;
  readonly revision: number;
  readonly leaseUntil: number;
  /** The store's time. */
  readonly now: number;
  /** This batch was stored by an earlier append whose reply was lost. */
  readonly duplicate: boolean;
};

/** Which part of the expectation did not hold. */
export type ConflictTag =
  | "exists"
  | "not-found"
  | "changed"
  | "fenced"
  | "closed"
  | "gap"
  | "too-large";

export type Conflict = Seen & {
  readonly _tag: ConflictTag;
  /** How many of the batch's entries the log holds, counted from its first: those that carry the caller's own epoch. */
  readonly stored: number;
};

export type StoredEntry = {
  readonly offset: number;
  readonly epoch: number;
  readonly entry: Entry;
};

export type Page = {
  readonly head: Head;
  readonly now: number;
  /** In order, without gaps; empty where nothing follows. */
  readonly entries: readonly StoredEntry[];
};

/**
 * - `not-found`: nothing lives under the id.
 * - `ahead`: the reader is past the head; its producer may yet send again what a failover forgot.
 * - `diverged`: the entry at the reader's own offset is of another epoch (`epoch`, where there is an entry); what it saw
 *   was lost.
 * - `trimmed`: part of the log is gone.
 */
export type ReadRefusal =
  | { readonly _tag: "not-found"; readonly now: number }
  | { readonly _tag: "ahead" | "trimmed"; readonly head: Head; readonly now: number }
  | {
      readonly _tag: "diverged";
      readonly head: Head;
      readonly now: number;
      readonly epoch?: number;
    };

/** When the keys of a stream expire, in ms since 1970; null where the key is not there. */
export type Expiry = {
  readonly head: number | null;
  readonly log: number | null;
  /** Of an adapter that keeps cursors. */
  readonly cursors?: number | null;
  readonly now: number;
};

/** The truth about streams. Left is "no", with everything the caller needs; a rejection is "broken". */
export interface EventStore {
  /**
   * Appends if the stream still is what the caller expects, all or nothing, and with it renews lease,
   * revision and expiry. Every append begins a new epoch, but the one `after` the producer's own place.
   */
  append(id: StreamId, batch: Batch, expected: Expected): Promise<Either<Conflict, Appended>>;

  /**
   * One page, strictly after `after`, from one snapshot; never writes. It looks at the entry at `after`
   * too: another epoch there is `diverged`. A place of another incarnation, and null, read from the start.
   */
  read(id: StreamId, after: Place | null, limit: number): Promise<Either<ReadRefusal, Page>>;

  /** The head and the store's time, from one snapshot; never writes. */
  head(id: StreamId): Promise<Seen>;

  /** When head, log and cursors expire, as the store itself holds it (not derived from the head); never writes. */
  expiry(id: StreamId): Promise<Expiry>;

  /** Removes that life, log and head together, and announces it. Any other life stays: `changed`. */
  remove(id: StreamId, incarnation: Incarnation): Promise<Either<Conflict, Seen>>;
}
