import { type Violation, violation } from "../frame/violation.ts";
import type { Call, History } from "../log/history.ts";
import { isEnd } from "./places.ts";

const one = (call: Call): Violation[] => {
  const { what, stream, by, outcome, tookMs, withinMs, untyped } = call;
  const wrong = (how: string): Violation => violation("D", `${stream}: ${what} by ${by} ${how}`);
  const found: Violation[] = [];
  if (outcome._tag === "open" || tookMs === null) found.push(wrong("was never settled"));
  else if (tookMs > withinMs) found.push(wrong(`took ${Math.round(tookMs)} of ${withinMs} ms`));
  if (untyped !== undefined) found.push(wrong(`was rejected without a type: ${untyped}`));
  return found;
};

/** Each call by itself, and what they say of the stream's end together. */
export const checkCalls = ({ stream, stored, calls }: History): Violation[] => {
  const found = calls.flatMap(one);
  const last = stored?.at(-1);
  const told = calls.filter(({ terminal }) => terminal !== undefined);
  const stands = last && isEnd(last) ? last : null;
  for (const { what, by, terminal, outcome } of told) {
    if (!stored || outcome._tag !== "done") continue;
    // A later life may stand there now; then its positions are others, and the store says nothing of this one.
    const sameLife = outcome.position.slice(0, 26) === stored[0]?.position.slice(0, 26);
    if (!sameLife) continue;
    if (stands?.type !== terminal || stands?.position !== outcome.position) {
      found.push(
        violation(
          "B",
          `${stream}: ${what} by ${by} was told of ${terminal}; there is ${last?.type}`,
        ),
      );
    }
  }
  // One writer may be asked to complete twice, and is told the same both times.
  const owners = new Map<string, Set<string>>();
  for (const { mine, outcome, what, by } of told) {
    if (!mine || outcome._tag !== "done") continue;
    const life = outcome.position.slice(0, 26);
    owners.set(life, (owners.get(life) ?? new Set()).add(`${what} by ${by}`));
  }
  for (const [life, all] of owners) {
    if (all.size > 1) found.push(violation("B", `${stream}: ${[...all].join(", ")} ended ${life}`));
  }
  return found;
};
