import type { Range } from "../source/random.ts";

/** Where a reader stood in an earlier act. */
export type Mark = { readonly position: string; readonly offset: number };

/** What a reader is to do. */
export type ReadOrder = {
  readonly streamId: string;
  readonly seed: number;
  /** A place kept from before; without it, from the beginning. */
  readonly after?: Mark;
  /** Is cut off after so many events, again and again, and comes back later with its position alone. */
  readonly cuts?: { readonly every: Range; readonly awayMs: Range };
  /** Lays the text down for a while after so many events. */
  readonly rests?: { readonly every: number; readonly ms: number };
  /** Walks away after this many events and does not come back. */
  readonly leaveAfter?: number;
};

/** What a producer is to do. */
export type WriteOrder = {
  readonly streamId: string;
  readonly seed: number;
  readonly paceMs: number;
  /** Waits until the lease of another is over, and goes on from what is stored. */
  readonly takeOver?: boolean;
  /** Slow from this character on: what is to happen to it there must find it still writing. */
  readonly hesitatesAt?: number;
};

export type Ending = "completed" | "stopped" | "failed" | "left" | "broken";

/** All that a reader saw. */
export type Seen = {
  /** Joined from the chunks, event by event. */
  readonly text: string;
  /** What the message layer folded from the same events. */
  readonly message: { readonly status: string; readonly content: string } | null;
  /** Of the life that was read last. */
  readonly events: number;
  readonly resumes: number;
  /** Events that never came. */
  readonly gaps: number;
  /** Events that came again. */
  readonly doubles: number;
  readonly resets: number;
  readonly mark: Mark;
  readonly ending: Ending;
  /** Why it failed or broke. */
  readonly code: string | null;
};

/** How it went for a producer. */
export type Written = {
  /** The terminal that stands, or the code of the error that ended it. */
  readonly ending: string;
  /** Pieces that were stored. */
  readonly durable: number;
  /** Pieces that came too late and were refused. */
  readonly refused: number;
};

/** Said by an actor while it acts. */
export type Report =
  | {
      readonly type: "progress";
      readonly doing: Doing;
      readonly events: number;
      readonly position: string;
      /** The text since the last report. */
      readonly said: string;
      /** What was said before no longer counts: another life has begun. */
      readonly anew?: boolean;
    }
  | { readonly type: "happening"; readonly what: string };

export type Doing =
  | "waiting"
  | "reading"
  | "away"
  | "resting"
  | "writing"
  | "thinking"
  | "told to stop";

export type Tell = (report: Report) => void;
