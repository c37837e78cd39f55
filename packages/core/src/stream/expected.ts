import type { Head } from "./head.ts";
import type { CallId, Incarnation } from "./ids.ts";
import type { Place } from "./position.ts";

/** Nothing lives under this id. */
export type NoStream = { readonly _tag: "no-stream" };

/** The producer's own place; the only expectation whose append does not begin a new epoch. */
export type After = Place & { readonly _tag: "after"; readonly producer: CallId };

/** Nothing has happened since this head was seen, not even a heartbeat. */
export type Unchanged = {
  readonly _tag: "unchanged";
  readonly incarnation: Incarnation;
  readonly revision: number;
  readonly leaseUntil: number;
};

/** That life has no terminal yet, wherever its head is now. */
export type Live = { readonly _tag: "live"; readonly incarnation: Incarnation };

/** What an append expects to find: the one rule that a store knows. */
export type Expected = NoStream | After | Unchanged | Live;

export const noStream: NoStream = { _tag: "no-stream" };

export const unchanged = (head: Head): Unchanged => ({
  _tag: "unchanged",
  incarnation: head.incarnation,
  revision: head.revision,
  leaseUntil: head.leaseUntil,
});
