import type { z } from "zod";
import type { Adapter } from "../ports/adapter.ts";
import type { Clock } from "../ports/clock.ts";
import type { Compacted } from "../ports/compact.ts";
import type { IdSource } from "../ports/ids.ts";
import type { Observer, Stats } from "../ports/observer.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Position } from "../stream/position.ts";
import type { StartOptions } from "./begin.ts";
import type { Description, StreamTtl } from "./describe.ts";
import type { Ended } from "./ended.ts";
import type { Follow, FollowOptions } from "./follow.ts";
import type { SharingCalls } from "./groups/sharing.ts";
import type { KeepingCalls } from "./keeping.ts";
import type { Listed, ListOptions } from "./list.ts";
import type { Piped, Source } from "./pipe.ts";
import type { Content } from "./read.ts";
import type { RemoveOptions } from "./remove.ts";
import type { Run } from "./run.ts";
import type { Settings } from "./settings.ts";
import type { StopOptions } from "./stop.ts";
import type { Writer } from "./writer.ts";

export type StreamsOptions<A> = Adapter &
  Partial<Settings> & {
    /** What a payload must be; checked when it is written and when it is read. */
    readonly chunk?: z.ZodType<A>;
    /** What a payload says, for `read`. */
    readonly text?: (data: A) => string;
    /** Brings payloads of earlier versions up to date, before the schema sees them. */
    readonly upcast?: (raw: unknown) => unknown;
    readonly clock?: Clock;
    readonly ids?: IdSource;
    /** Whoever ends a stream rewrites it into less space, in the background; false by default. Adapters: `compact`. */
    readonly compactAtEnd?: boolean;
    /** Who counts and draws what happens, those of tenants apart: `otel()` of `@segno/otel`, say. */
    readonly observer?: Observer;
  };

/** Resumable streams over one adapter. Every refusal is thrown as a `SegnoError`. */
export interface Streams<A> extends SharingCalls<A>, KeepingCalls {
  /** Starts, runs the function, completes when it returns, fails when it throws, ends early when stopped. */
  run(id: string, produce: (run: Run<A>) => Promise<unknown> | unknown): Promise<Ended>;
  run(
    id: string,
    options: StartOptions,
    produce: (run: Run<A>) => Promise<unknown> | unknown,
  ): Promise<Ended>;
  /** Resolves once `started` is durable: `stream-active`, `superseded` or `store-unavailable` otherwise. */
  start(id: string, options?: StartOptions): Promise<Writer<A>>;
  /** Resolves once `started` is durable, and goes on in the background. */
  pipe(id: string, source: Source<A>, options?: StartOptions): Promise<Piped>;
  /** History after a position, then live, then an ending. */
  follow(id: string, options?: FollowOptions): Follow<A>;
  /**
   * A reader has seen this event and all before it: for those who have no follower at hand. Its place never goes back;
   * resolves to where it stands then. `superseded` for a position of another life, `diverged` for one that the store
   * does not hold, `too-large` where 1,000 others read the stream, `unsupported` where the adapter keeps no places.
   */
  ack(id: string, reader: string, position: string): Promise<Position>;
  /** How far a reader has acknowledged the life that is there; null where it has acknowledged nothing of it. */
  playedUntil(id: string, reader: string): Promise<Position | null>;
  /** Takes a reader's places away, in all streams; says in which it had one. A walk: it takes its time. */
  forgetReader(reader: string): Promise<readonly StreamId[]>;
  /** The content at once. */
  read(id: string): Promise<Content<A>>;
  /** Metadata, status and TTLs. */
  describe(id: string): Promise<Description & { readonly ttl: StreamTtl }>;
  /** Some streams, and where to go on. */
  list(options?: ListOptions): Promise<Listed>;
  /**
   * Rewrites an ended stream into less space; positions, order and replay stay as they are, for who reads it meanwhile
   * too. Says why it did not, where something was in the way: `active`, `grouped` (consumer groups have their places in
   * it), `changed`. `not-found`; `unsupported` where the adapter has nothing to gain by it.
   */
  compact(id: string): Promise<Exclude<Compacted, "not-found">>;
  stop(id: string, options?: StopOptions): Promise<Ended>;
  remove(id: string, options?: RemoveOptions): Promise<void>;
  /** What this service has done and is doing, in this process; a tenant's, for that tenant. */
  stats(): Stats;
  /** A fresh id, for a caller that has none of its own. */
  newId(): StreamId;
  /**
   * The same service over a tenant's own streams, on the same connections: its ids, lists and cursors have nothing to do
   * with those of any other. Cheap, and nothing has to be closed: ask for it with each request. 1 to 128 characters
   * without braces and control characters, or `invalid-options`; `unsupported` where the adapter knows no tenants, and
   * on what is a tenant's already.
   */
  forTenant(tenant: string): Streams<A>;
  /**
   * Fails what this process still writes as `abandoned`, ends its followers, releases everything, that of tenants too.
   * Of a tenant's: what this process writes and follows for that tenant, and nothing else.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
