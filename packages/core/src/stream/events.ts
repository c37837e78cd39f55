import type { Incarnation } from "./ids.ts";
import type { Position } from "./position.ts";

/** Any value that JSON carries unchanged. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Offset 1 of every incarnation. `at` is in milliseconds since 1970, as in every event. */
export type Started = {
  readonly type: "started";
  readonly at: number;
  readonly incarnation: Incarnation;
  readonly owner?: string;
  readonly kind?: string;
  readonly metadata?: Json;
  /** The trace that began it, in the W3C's format; where its producer is traced. */
  readonly traceparent?: string;
};

/** A payload that the stream layer never looks into. */
export type Chunk<A> = { readonly type: "chunk"; readonly at: number; readonly data: A };

export type Stopped = {
  readonly type: "stopped";
  readonly at: number;
  readonly by?: string;
  readonly reason?: string;
};

/** The source threw, or its producer was lost (`code: "producer-lost"`). Never a stack. */
export type Failed = {
  readonly type: "failed";
  readonly at: number;
  readonly code: string;
  readonly message: string;
};

export type Completed = {
  readonly type: "completed";
  readonly at: number;
  /** How many chunks the incarnation holds. */
  readonly chunks: number;
  readonly reason?: string;
};

/** Exactly one of these ends an incarnation; nothing follows it. */
export type Terminal = Stopped | Failed | Completed;
export type TerminalType = Terminal["type"];

export type LifecycleEvent<A> = Started | Chunk<A> | Terminal;

/**
 * An event as followers get it: with its place in the stream. All followers of a process may share one object and
 * its payload: to be read, and copied before it is changed.
 */
export type Recorded<A> = LifecycleEvent<A> & {
  readonly position: Position;
  readonly offset: number;
  /** On a `started` that replaces what this reader had read of an earlier incarnation. */
  readonly reset?: true;
};

export const isTerminal = <A>(event: LifecycleEvent<A>): event is Terminal =>
  event.type === "stopped" || event.type === "failed" || event.type === "completed";

/** The ending alone, without what a follower's record of it adds: its place differs from store to store. */
export const bareTerminal = (event: Terminal): Terminal => {
  switch (event.type) {
    case "stopped": {
      const { type, at, by, reason } = event;
      return {
        type,
        at,
        ...(by === undefined ? {} : { by }),
        ...(reason === undefined ? {} : { reason }),
      };
    }
    case "failed": {
      const { type, at, code, message } = event;
      return { type, at, code, message };
    }
    case "completed": {
      const { type, at, chunks, reason } = event;
      return { type, at, chunks, ...(reason === undefined ? {} : { reason }) };
    }
    default:
      return event satisfies never;
  }
};
