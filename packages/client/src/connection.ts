import type { SegnoError } from "@segno/core/browser";

/** How the line to the server stands, for those who show it. */
export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "open" }
  /** The line was lost, or there was none to be had: the next try is in so many ms, or when the device wakes. */
  | { readonly state: "waiting"; readonly inMs: number; readonly error: SegnoError };
