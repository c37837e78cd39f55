import type { Seen } from "../cast/orders.ts";
import { complaintsAbout, type Expected } from "./verdict.ts";

/** One line of the result: somebody, what they saw, and whether it is what was there. */
export type Finding = {
  readonly name: string;
  /** In a few words: "all of it, completed". */
  readonly says: string;
  readonly complaints: readonly string[];
  /** Only of readers. */
  readonly seen?: Seen;
};

/** What came of an act. */
export type Outcome = { readonly title: string; readonly findings: readonly Finding[] };

export const isRight = ({ complaints }: Finding): boolean => complaints.length === 0;

export const aboutReader = (
  name: string,
  seen: Seen,
  expected: Expected,
  says: string,
): Finding => ({
  name,
  says,
  complaints: complaintsAbout(seen, expected),
  seen,
});

/** A claim about something other than a reader. */
export const claim = (name: string, says: string, holds: boolean, otherwise: string): Finding => ({
  name,
  says,
  complaints: holds ? [] : [otherwise],
});

/** 0 only where every single finding is right, and there is one. */
export const exitCodeOf = (outcomes: readonly Outcome[]): 0 | 1 => {
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  return findings.length > 0 && findings.every(isRight) ? 0 : 1;
};
