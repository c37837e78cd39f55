import type { Catalogue } from "./catalogue.ts";
import type { EventStore } from "./event-store.ts";
import type { Notifier } from "./notifier.ts";

/** What an adapter's function returns: the ports, and how to let go of what they hold. */
export type Adapter = {
  readonly store: EventStore;
  readonly notifier: Notifier;
  readonly catalogue: Catalogue;
  /** Releases connections, timers and listeners. Idempotent. */
  readonly close: () => Promise<void>;
};
