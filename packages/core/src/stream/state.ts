import type { Json, Terminal } from "./events.ts";
import type { Incarnation } from "./ids.ts";

type Life = {
  readonly incarnation: Incarnation;
  readonly startedAt: number;
  readonly lastActivity: number;
  readonly owner?: string;
  readonly kind?: string;
  readonly metadata?: Json;
  readonly chunks: number;
  readonly eventCount: number;
};

/** What the events of one stream come to. Payloads are not kept: fold those with a projection. */
export type StreamState =
  | { readonly status: "empty" }
  | ({ readonly status: "active" } & Life)
  | ({ readonly status: Terminal["type"]; readonly ending: Terminal } & Life);

export const emptyState: StreamState = { status: "empty" };
