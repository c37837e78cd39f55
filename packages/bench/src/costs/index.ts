import { withBench } from "../bench.ts";
import type { Cost } from "../report/report.ts";
import { costsOfHolding } from "./holding.ts";
import { costsOfWaiting } from "./waiting.ts";
import { costsOfWriting } from "./writing.ts";

/** What they are asked for by, where metrics are. */
export const costs = "costs";

/** What the capacity plan is computed from; each on a server of its own. */
export const measureCosts = async (): Promise<readonly Cost[]> => {
  const found: Cost[] = [];
  for (const measure of [costsOfWriting, costsOfWaiting, costsOfHolding])
    found.push(...(await withBench(true, measure)));
  return found;
};
