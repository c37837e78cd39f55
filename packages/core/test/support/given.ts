import type { Head } from "../../src/stream/head.ts";
import type { StreamId, Ulid } from "../../src/stream/ids.ts";

/** A ULID that is easy to read in a failure. Branded, not parsed: tests of the parser stand apart from it. */
export const ulid = (name: string): Ulid => name.padStart(26, "0") as Ulid;

export const streamId = (name: string): StreamId => name as StreamId;

/** What a newer version, or a stranger, may send: typed as today's, and no such thing. */
export const foreign = <A>(type: string): A =>
  JSON.parse(`{"type":${JSON.stringify(type)},"at":1}`);

/** A live head: started at 1,000, its lease good until 11,000. */
export const head = (but: Partial<Head> = {}): Head => ({
  incarnation: ulid("AAA"),
  producer: ulid("PPP"),
  startedAt: 1_000,
  epoch: 7,
  offset: 5,
  revision: 900,
  leaseUntil: 11_000,
  leaseMs: 10_000,
  activeTtlMs: 60_000,
  endedTtlMs: 600_000,
  ...but,
});
