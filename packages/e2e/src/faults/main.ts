import { randomInt } from "node:crypto";
import { type Result, runScenario } from "./frame/run-scenario.ts";
import { type Kind, kinds } from "./frame/scenario.ts";
import { lasting, type Options, optionsOf, usage } from "./report/options.ts";
import { heading, running, show, summary } from "./report/table.ts";
import { scenarios } from "./scenarios/index.ts";

// npm run faults: every scenario on every adapter that it is about, one after the other.
const asked = (): Options => {
  try {
    return optionsOf(process.argv.slice(2), randomInt(1, 1_000_000), { scenarios, kinds });
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : cause}\n\n${usage}`);
    process.exit(2);
  }
};

if (process.argv.includes("--help")) {
  console.log(usage);
  process.exit(0);
}
const options = asked();
const { seed, kind, minutes } = options;
const only = options.only ?? (minutes === null ? null : [lasting]);
const results: Result[] = [];

/** An error that nobody caught is one that a user's process would have died of. */
const uncaught: unknown[] = [];
process.on("uncaughtException", (error) => void uncaught.push(error));
process.on("unhandledRejection", (error) => void uncaught.push(error));

const wanted = scenarios.filter(({ number }) => only === null || only.includes(number));
const chosen: readonly Kind[] = kinds.filter((one) => kind === null || one === kind);

console.log(heading());
for (const scenario of wanted) {
  for (const one of scenario.kinds.filter((of) => chosen.includes(of))) {
    const run = { kind: one, seed, length: options.short ? "short" : "full", minutes } as const;
    running({ scenario, ...run });
    const result = await runScenario(scenario, run);
    results.push(result);
    show(result);
  }
}
console.log(`\n${summary(results)}`);
for (const error of uncaught) console.error("nobody caught:", error);
const bad = results.some(({ verdict }) => verdict === "violated") || uncaught.length > 0;
process.exit(bad || results.length === 0 ? 1 : 0);
