import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tool } from "./run.js";
import { colourEnvironment, coloured } from "./terminal.js";
import { cache } from "./workspace.js";

const report = join(cache, "vitest.json");

/**
 * @typedef {{ assertionResults: readonly unknown[], status: string }} Suite
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number,
 *   numTodoTests: number, testResults: readonly Suite[] }} Report
 */

/** @returns {Report | undefined} */
const read = () => (existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined);

/**
 * Every project's tests, or those that `args` pick; zero tests are a failure.
 *
 * @param {readonly string[]} args
 */
export async function checkVitest(args) {
  mkdirSync(cache, { recursive: true });
  rmSync(report, { force: true });
  const { code, output } = await tool(
    "node_modules/vitest/vitest.mjs",
    [
      "run",
      "--config=vitest.workspace.ts",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...args,
    ],
    { env: { ...colourEnvironment(), ...(coloured ? {} : { CI: "true" }) } },
  );
  const result = read();
  if (result === undefined)
    return { passed: 0, failed: 1, skipped: 0, summary: "did not run", output };
  const { numPassedTests: passed, numPendingTests, numTodoTests, testResults } = result;
  const skipped = numPendingTests + numTodoTests;
  const broken = testResults.filter(
    (s) => s.status === "failed" && s.assertionResults.length === 0,
  );
  const found = result.numFailedTests + broken.length;
  const none = passed + found === 0;
  // A worker that crashed or an error that nobody caught fails the run without failing a test.
  const failed = found === 0 && (code !== 0 || none) ? 1 : found;
  const summary = [
    none ? "no test ran" : `${passed} tests in ${testResults.length} files`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(", ");
  return { passed, failed, skipped, summary, output };
}
