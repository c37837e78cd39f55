import type { Codec } from "../codec/codec.ts";
import type { Adapter } from "../ports/adapter.ts";
import type { Clock } from "../ports/clock.ts";
import type { IdSource } from "../ports/ids.ts";
import type { ServiceObserver } from "../ports/observer.ts";
import type { TenantId } from "../stream/ids.ts";
import type { Alarms } from "./alarms.ts";
import type { Settings } from "./settings.ts";
import type { Tally } from "./tally.ts";

/** What the service asks of an adapter. */
export type Ports = Pick<
  Adapter,
  "store" | "notifier" | "catalogue" | "cursors" | "groups" | "compact" | "erasables" | "storeStats"
>;

/** What every part of the service works with. */
export type Context<A> = Ports & {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly codec: Codec<A>;
  readonly settings: Settings;
  /** Whose streams these are; without it, nobody's in particular. */
  readonly tenant?: TenantId;
  readonly compactAtEnd: boolean;
  readonly tally: Tally;
  /** When producers give their signs of life. */
  readonly beats: Alarms;
  /** Null where nobody looks. */
  readonly observer: ServiceObserver | null;
};
