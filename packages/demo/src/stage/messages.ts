import type { ReadOrder, Report, Seen, WriteOrder, Written } from "../cast/orders.ts";
import type { Place } from "./over-redis.ts";

/** From the director to an actor's process. */
export type Order =
  | { readonly type: "place"; readonly place: Place }
  | { readonly type: "read"; readonly order: ReadOrder }
  | { readonly type: "write"; readonly order: WriteOrder };

/** From an actor's process to the director. */
export type Answer =
  | { readonly type: "ready" }
  | { readonly type: "report"; readonly report: Report }
  | { readonly type: "seen"; readonly seen: Seen }
  | { readonly type: "written"; readonly written: Written };
