import type { TenantId } from "../stream/ids.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Compact } from "./compact.ts";
import type { Cursors } from "./cursors.ts";
import type { Erasable } from "./erasable.ts";
import type { EventStore } from "./event-store.ts";
import type { Groups } from "./groups.ts";
import type { Notifier } from "./notifier.ts";
import type { StoreStats } from "./observer.ts";

/** What an adapter's function returns: the ports, and how to let go of what they hold. */
export type Adapter = {
  readonly store: EventStore;
  readonly notifier: Notifier;
  readonly catalogue: Catalogue;
  /**
   * The same ports over a tenant's own names, on the connections that are there. Two tenants have nothing in common,
   * whatever they are called: neither keys nor notices nor listings; nor has one with what has no tenant. To ask for
   * one again gives the same streams. While nothing of a tenant is stored or under way, nothing is kept for it.
   * Closing it releases what it listens to, and leaves what is stored. An adapter that knows no tenants leaves it
   * out; so does that of a tenant.
   */
  readonly forTenant?: (tenant: TenantId) => Adapter;
  /** Where readers are. An adapter that keeps no such places leaves it out. */
  readonly cursors?: Cursors;
  /** Consumers who share a stream. An adapter that has no groups leaves it out. */
  readonly groups?: Groups;
  /** Makes an ended stream smaller. An adapter that has nothing to gain leaves it out. */
  readonly compact?: Compact;
  /** What else it keeps of persons; an erasure goes through all of it. */
  readonly erasables?: readonly Erasable[];
  /** How the store is. An adapter that cannot say leaves it out. */
  readonly storeStats?: () => Promise<StoreStats>;
  /** Releases connections, timers and listeners. Idempotent. */
  readonly close: () => Promise<void>;
};
