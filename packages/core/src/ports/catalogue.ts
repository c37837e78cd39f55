import type { Head } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";

export type Listing = {
  readonly streams: readonly { readonly id: StreamId; readonly head: Head }[];
  /** Where to go on; null at the end. Opaque, and worth nothing to another adapter. */
  readonly cursor: string | null;
  /** The store's time. */
  readonly now: number;
};

export interface Catalogue {
  /**
   * Some streams (about `limit`, perhaps none) and where to go on. What lives throughout a whole walk is
   * listed at least once; never blocks the store (P18).
   */
  list(options: { readonly cursor?: string; readonly limit: number }): Promise<Listing>;
}
