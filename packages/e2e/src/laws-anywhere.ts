/**
 * The built packages on a runtime without our test runner: `bun laws-anywhere.js`,
 * `deno run laws-anywhere.js`. Ends with a count, and with 1 when a law does not hold.
 */
import * as core from "@segno/core";
import * as browser from "@segno/core/browser";

const tests: (readonly [name: string, holds: () => unknown])[] = [
  ["core is there", () => typeof core.decide === "function"],
  ["so is its browser entry", () => browser.evolve === core.evolve],
];

let failed = 0;
for (const [name, holds] of tests) {
  try {
    if ((await holds()) === false) throw new Error("it does not hold");
  } catch (cause) {
    failed += 1;
    console.error(`✗ ${name}:`, cause);
  }
}
console.log(`${tests.length - failed} passed, ${failed} failed`);
if (failed > 0) throw new Error("not every law holds here");
