import type { Adapter, StreamId } from "@segno/core";
import type { VirtualClock } from "./virtual-clock.ts";

/**
 * An adapter and what it declares of itself. What it declares opens more laws to it, or makes them faster;
 * nothing here switches a law off.
 */
export type AdapterUnderTest = {
  readonly adapter: Adapter;
  /** Virtual time: lets so much pass at once. Without it the laws wait, with short leases and TTLs. */
  readonly advance?: (ms: number) => Promise<void>;
  /** The clock that the adapter was given, where its time is virtual: a service over it runs on the same. */
  readonly clock?: VirtualClock;
  /** Takes one of a stream's keys away, as a store that is short of memory might. */
  readonly evict?: (id: StreamId, part: "head" | "log") => Promise<void>;
  /** Takes a copy of a stream; what it gives puts the copy back, as a failover to a lagging replica would. */
  readonly snapshot?: (id: StreamId) => Promise<() => Promise<void>>;
  readonly close: () => Promise<void>;
};

/** Opens an adapter; the laws of one suite share it, each on streams of its own. */
export type AdapterFactory = () => Promise<AdapterUnderTest>;
