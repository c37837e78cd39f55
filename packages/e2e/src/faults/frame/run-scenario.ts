import { openStage } from "../stage/stage.ts";
import { missingFor } from "./rights.ts";
import type { Kind, Length, Scenario } from "./scenario.ts";
import { type Violation, violation } from "./violation.ts";

export type RunOptions = {
  readonly kind: Kind;
  readonly seed: number;
  readonly length: Length;
  readonly minutes?: number | null;
};

export type Result = RunOptions & { readonly scenario: Scenario; readonly ms: number } & (
    | { readonly verdict: "holds"; readonly figure: string }
    | {
        readonly verdict: "violated";
        readonly figure: string;
        readonly violations: readonly Violation[];
      }
    /** The machine does not give what it takes. */
    | { readonly verdict: "not run"; readonly why: string }
  );

/** One scenario on one adapter. A scenario that breaks down itself counts as violated: nothing was shown. */
export const runScenario = async (scenario: Scenario, options: RunOptions): Promise<Result> => {
  const began = performance.now();
  const of = () => ({ ...options, scenario, ms: performance.now() - began });
  const why = await missingFor(scenario.needs ?? []);
  if (why !== null) return { ...of(), verdict: "not run", why };
  const stage = openStage(options);
  let figure = "–";
  let notRun: string | null = null;
  const violations: Violation[] = [];
  try {
    const findings = await scenario.run(stage);
    if ("notRun" in findings) notRun = findings.notRun;
    else {
      figure = findings.figure;
      violations.push(...findings.violations);
    }
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    violations.push(violation("D", `the scenario broke down: ${text}`));
  }
  try {
    violations.push(...(await stage.close()));
  } catch (error) {
    violations.push(violation("E", `the stage could not be closed: ${String(error)}`));
  }
  if (notRun !== null && violations.length === 0)
    return { ...of(), verdict: "not run", why: notRun };
  return violations.length === 0
    ? { ...of(), verdict: "holds", figure }
    : { ...of(), verdict: "violated", figure, violations };
};
