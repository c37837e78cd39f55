import type { HeadFilter } from "../stream/filter.ts";
import type { Head } from "../stream/head.ts";
import type { Incarnation, StreamId } from "../stream/ids.ts";

export type Listing = {
  readonly streams: readonly { readonly id: StreamId; readonly head: Head }[];
  /** Where to go on; null at the end. Opaque, and worth nothing to another adapter. */
  readonly cursor: string | null;
  /** The store's time. */
  readonly now: number;
  /** Ids of the owner asked for, of which it cannot be told yet whether they are about to begin; none where left out. */
  readonly unsettled?: readonly StreamId[];
};

/** A life that goes on, and what it is found by. */
export type Kept = {
  readonly incarnation: Incarnation;
  readonly owner?: string;
  readonly activeTtlMs: number;
  readonly endedTtlMs: number;
};

export interface Catalogue {
  /**
   * Some streams (about `limit` are looked at, perhaps none is listed) and where to go on. What lives throughout a whole
   * walk, and matches the filter throughout, is listed at least once; never blocks the store (P18). The filter is a
   * hint for those who have an index: what it does not match may be listed too. A cursor is given back with the filter
   * that it was given for.
   */
  list(options: {
    readonly cursor?: string;
    readonly limit: number;
    readonly filter?: HeadFilter;
  }): Promise<Listing>;

  /**
   * Said of a living stream, the first time within half of its `activeTtlMs` after it was started or taken over, and
   * again within that time for as long as its producer lives. For stores whose indexes expire: others leave it out.
   */
  touch?(id: StreamId, kept: Kept): Promise<void>;

  /**
   * What each of these takes in the store, in bytes, or about that; null of what is not there. For stores that can say so
   * without blocking (P18): others leave it out.
   */
  bytes?(ids: readonly StreamId[]): Promise<readonly (number | null)[]>;
}
