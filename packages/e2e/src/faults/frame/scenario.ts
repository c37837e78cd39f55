import type { Stage } from "../stage/stage.ts";
import type { Invariant, Violation } from "./violation.ts";

/** Which log keeps the streams. */
export type Kind = "streams" | "sorted-set";
export const kinds: readonly Kind[] = ["streams", "sorted-set"];

/** `short` is part of the tests and takes 3 s at the most; `full` is `npm run faults`. */
export type Length = "short" | "full";

/** What a scenario must find on the machine, besides a Redis server. */
export type Need = "network-namespaces" | "traffic-shaping" | "packet-loss";

export type Findings = {
  /** What the scenario measures, in words: "31 ms, 4 resends". */
  readonly figure: string;
  readonly violations: readonly Violation[];
};

/** It turned out that nothing can be shown here. */
export type NotRun = { readonly notRun: string };

/** One line of the fault matrix. */
export type Scenario = {
  readonly number: number;
  readonly name: string;
  readonly invariants: readonly Invariant[];
  readonly kinds: readonly Kind[];
  readonly needs?: readonly Need[];
  /** Told apart where one line is tried in two ways: with the machine's rights, and by proxy. */
  readonly variant?: string;
  readonly run: (stage: Stage) => Promise<Findings | NotRun>;
};
