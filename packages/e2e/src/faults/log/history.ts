import type { Recorded, TerminalType } from "@segno/core";

/** What producers write: who, the how manieth, and when, so that every event is told from every other. */
export type Said = {
  readonly w: string;
  readonly n: number;
  readonly t?: number;
  readonly pad?: string;
};

export type Event = Recorded<Said>;

/** How an operation came out, as far as its caller can know. */
export type Outcome =
  | { readonly _tag: "done"; readonly position: string }
  /** For certain it did not happen, and never will. */
  | { readonly _tag: "refused"; readonly code: string }
  /** It may have happened. */
  | { readonly _tag: "unknown"; readonly code: string }
  /** It never came to an end. */
  | { readonly _tag: "open" };

/** Times are `performance.now()` of this process. */
export type Write = { readonly n: number; readonly begunAt: number; outcome: Outcome };

/** One producer's term, and all that it tried to write in it. */
export type WriterLog = {
  readonly name: string;
  readonly stream: string;
  readonly incarnation: string;
  /** Where it began: nothing of an earlier term may follow. */
  readonly position: string;
  /** When it knew that it was the writer. */
  readonly startedAt: number;
  readonly takenOver: boolean;
  readonly writes: Write[];
  /** It was killed: the end of its log may be missing. */
  cut: boolean;
};

export type Sitting = {
  /** The position that it resumed after; null for the beginning. */
  readonly after: string | null;
  readonly events: Event[];
  /** `terminal`, `left`, `aborted`, the code of an error, or `open`: it never ended. */
  ending: string;
};

export type FollowerLog = {
  readonly name: string;
  readonly stream: string;
  readonly sittings: Sitting[];
};

/** Any other call: a start, a stop, a completion, a removal. */
export type Call = {
  readonly what: string;
  readonly stream: string;
  readonly by: string;
  readonly begunAt: number;
  /** In ms; a call that takes longer breaks D. */
  readonly withinMs: number;
  tookMs: number | null;
  outcome: Outcome;
  /** The terminal that it was told of. */
  terminal?: TerminalType;
  /** It was told that it ended the stream itself. */
  mine?: boolean;
  /** It was rejected with something that is no `SegnoError`. */
  untyped?: string;
};

/** What one stream went through. */
export type History = {
  readonly stream: string;
  /** What a calm reader finds at the end; null where nothing is there any more. */
  readonly stored: readonly Event[] | null;
  readonly writers: readonly WriterLog[];
  readonly followers: readonly FollowerLog[];
  readonly calls: readonly Call[];
  /** With these codes a follower may end here. */
  readonly mayEnd: readonly string[];
};
