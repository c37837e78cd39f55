import type { Report, Seen } from "../cast/orders.ts";
import type { Outcome } from "../verdict/finding.ts";
import type { At, Role } from "./scene.ts";

/** What is known before the curtain rises. */
export type Facts = {
  readonly store: string;
  readonly cast: string;
  readonly seed: number;
  readonly paceMs: number;
  readonly letters: number;
  readonly bytes: number;
  readonly tokens: number;
  readonly hash: string;
};

export type Playbill = {
  readonly title: string;
  /** One or two sentences. */
  readonly story: string;
  readonly cast: readonly (readonly [name: string, role: Role])[];
  /** Of the whole text, in UTF-16 units. */
  readonly length: number;
};

/** One act, while it is played. */
export type Board = {
  readonly report: (name: string, report: Report) => void;
  readonly seen: (name: string, seen: Seen) => void;
  /** What only the director knows of somebody, and how that is told. */
  readonly set: (name: string, at: At, what?: string, ending?: string) => void;
  readonly close: (outcome: Outcome) => void;
};

/** How the story is told: a board that changes in place, or plain lines. */
export type Show = {
  readonly open: (facts: Facts) => void;
  readonly act: (playbill: Playbill) => Board;
  /** The table of all that was seen, against the source. */
  readonly close: (facts: Facts, outcomes: readonly Outcome[]) => void;
  /** A sentence when it cannot go on. */
  readonly fail: (message: string) => void;
  /** Leaves the terminal as it was; safe to call at any time, and twice. */
  readonly restore: () => void;
};
