import type { TerminalType } from "./events.ts";
import type { Expected } from "./expected.ts";
import type { Head } from "./head.ts";
import type { CallId, Incarnation } from "./ids.ts";
import type { Place } from "./position.ts";

/** What to do with a live stream whose lease is over. */
export type IfStale = "recreate" | "take-over" | "refuse";

/** What to do with a stream that has ended. */
export type IfEnded = "recreate" | "refuse";

export type Start = {
  readonly type: "start";
  /** This call's own: the producer it would become, by which it is recognised where its reply was lost. */
  readonly call: CallId;
  readonly ifStale: IfStale;
  readonly ifEnded: IfEnded;
  /** How long ago, on the caller's own clock, the start was first asked for: now that the head is known … */
  readonly askedMsAgo: number;
  /** … and when the question was sent that it answers. The head was met between the two. */
  readonly askedMsBefore: number;
  /** Whether another look may settle what is in doubt for a slow answer. */
  readonly mayLook: boolean;
};

export type Stop = {
  readonly type: "stop";
  readonly call: CallId;
  /** The life that is meant; without it, the one that is met first. */
  readonly incarnation?: Incarnation;
};

/** The lease was seen over, and the grace was waited for on the watcher's own clock. */
export type DeclareLost = {
  readonly type: "declare-lost";
  readonly call: CallId;
  /** The head that was seen when the lease was first found over. */
  readonly first: Head;
};

/** A writer's append was refused: how does it go on? */
export type Continue = {
  readonly type: "continue";
  /** Where the writer stands: its last acknowledged event. */
  readonly place: Place;
  readonly producer: CallId;
};

export type Remove = {
  readonly type: "remove";
  readonly incarnation?: Incarnation;
};

export type Command = Start | Stop | DeclareLost | Continue | Remove;

/** What the caller should do next. */
export type Decision =
  /** The head is needed first. */
  | { readonly _tag: "look" }
  | {
      readonly _tag: "append";
      readonly change: "start" | "take-over" | "stop" | "declare-lost";
      readonly expected: Expected;
    }
  /** Send again what follows this offset, as the same producer in the same epoch. */
  | { readonly _tag: "resend"; readonly after: Place }
  | { readonly _tag: "remove"; readonly incarnation: Incarnation }
  /** It has happened, by this call or by one before it. */
  | { readonly _tag: "settled"; readonly head: Head; readonly mine: boolean };

/** Why a command is refused: data enough to act on. */
export type Refusal =
  | { readonly _tag: "stream-active"; readonly head: Head; readonly now: number }
  /** What is there began after this call asked, or is another life than the one it named. */
  | { readonly _tag: "superseded"; readonly head: Head }
  | { readonly _tag: "not-found" }
  | { readonly _tag: "fenced"; readonly head: Head }
  | { readonly _tag: "ended"; readonly head: Head; readonly terminal: TerminalType }
  /** The producer gave a sign of life after all. */
  | { readonly _tag: "alive"; readonly head: Head };
