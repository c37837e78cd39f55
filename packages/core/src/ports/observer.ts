import type { SegnoErrorCode } from "../errors/segno-error.ts";
import type { TerminalType } from "../stream/events.ts";
import type { StreamId, TenantId } from "../stream/ids.ts";

/** What a service has done since it was made, and what it is doing; of a tenant's service, for that tenant. */
export type Stats = {
  /** Streams that are written here now. */
  readonly writers: number;
  /** Followers that have begun and not ended. */
  readonly followers: number;
  /** How starts went. A takeover goes on where another producer stood. */
  readonly starts: {
    readonly new: number;
    readonly recreated: number;
    readonly takenOver: number;
    readonly refused: number;
  };
  /** How what was written here ended; `dead`: it was lost to another, to a removal, or to a store that did not answer. */
  readonly ends: {
    readonly completed: number;
    readonly failed: number;
    readonly stopped: number;
    readonly dead: number;
  };
  readonly appends: {
    /** Batches that became durable, without signs of life. */
    readonly batches: number;
    readonly events: number;
    /** Encoded, in UTF-8. */
    readonly bytes: number;
    /** From sending to the acknowledgement, all batches together. */
    readonly ms: number;
    /** Batches that were stored before, by a try whose reply was lost. */
    readonly duplicates: number;
    /** Tails that a failover forgot and that were sent again. */
    readonly healedGaps: number;
  };
  readonly follows: {
    /** Followers that began after a position, by whether what follows it was still there. */
    readonly hits: number;
    readonly misses: number;
    /** Events that were read from the store. */
    readonly replayed: number;
    /** Events that came live. */
    readonly live: number;
    /** How often a follower that nobody pulled was let go of by live. */
    readonly detached: number;
  };
  /** Producers that were declared lost from here. */
  readonly producersLost: number;
};

/** What an adapter knows of its store. */
export type StoreStats = {
  /** How often a connection was made again. */
  readonly reconnects: number;
  /** What the store takes, in bytes; null where it does not say. */
  readonly memoryBytes: number | null;
};

/** A batch that has become durable. */
export type Appending = {
  readonly id: StreamId;
  readonly events: number;
  readonly bytes: number;
  /** From sending to the acknowledgement. */
  readonly ms: number;
};

export type StartOutcome =
  | { readonly _tag: "started"; readonly began: "new" | "recreated" | "taken-over" }
  | { readonly _tag: "refused"; readonly code: SegnoErrorCode };

export type FollowOutcome = {
  /** How many events it was given. */
  readonly events: number;
  /** A terminal, an error's code, or that its caller let go of it. */
  readonly ending: TerminalType | SegnoErrorCode | "left" | "aborted";
};

/** Told when a start has gone one way or the other; of one that is `started`, also how the stream ended. */
export interface StartObserver {
  /** Whose trace this is: stored in `started`, where followers find it. The W3C's format. */
  readonly traceparent?: string;
  done(outcome: StartOutcome): void;
}

export interface FollowObserver {
  /**
   * The life that it follows was begun by this trace. Where somebody wants to know, and a follower began after a position,
   * the stream's first event is read for that, once for those that follow it together.
   */
  follows?(traceparent: string): void;
  done(outcome: FollowOutcome): void;
}

export type ObservedService = {
  /** Whose streams these are; null for nobody's in particular. */
  readonly tenant: TenantId | null;
  readonly stats: () => Stats;
  /** Null where the adapter does not say. */
  readonly storeStats: (() => Promise<StoreStats>) | null;
};

/**
 * Who counts and draws what a service does. All of it is called on the way of what it tells, and none of it is waited
 * for; what it throws is dropped.
 */
export interface ServiceObserver {
  start?(id: StreamId): StartObserver | undefined;
  appended?(of: Appending): void;
  /** What was written here is over. */
  ended?(id: StreamId, how: TerminalType | SegnoErrorCode): void;
  /** A follower has begun; `resumed` says that it was given a position. */
  follow?(id: StreamId, resumed: boolean): FollowObserver | undefined;
  /** An event has come live, so long after it was made. Once for all followers of a process. */
  heard?(id: StreamId, lagMs: number): void;
  /** A page was read by a follower that was so many events behind. */
  behind?(id: StreamId, events: number): void;
  /** The service is closed, or no longer kept: a tenant's that is idle may be opened again. */
  close?(): void;
}

export interface Observer {
  /** A service was opened: one for the streams of no tenant, and one for each tenant that is in use. */
  open(service: ObservedService): ServiceObserver;
}
