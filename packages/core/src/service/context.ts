import type { Codec } from "../codec/codec.ts";
import type { Adapter } from "../ports/adapter.ts";
import type { Clock } from "../ports/clock.ts";
import type { IdSource } from "../ports/ids.ts";
import type { Settings } from "./settings.ts";

/** What the service asks of an adapter. */
export type Ports = Pick<Adapter, "store" | "notifier" | "catalogue" | "cursors" | "groups">;

/** What every part of the service works with. */
export type Context<A> = Ports & {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly codec: Codec<A>;
  readonly settings: Settings;
};
