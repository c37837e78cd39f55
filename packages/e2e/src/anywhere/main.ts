/**
 * The laws without our test runner, over the built packages: `bun main.js`, `deno run main.js`. Ends with a count, and
 * with an error when a law does not hold.
 */
import { decide } from "@segno/core";
import { evolve } from "@segno/core/browser";
import { memoryStreams } from "@segno/memory";
import { LawNotTried, notifierLaws, openTrial, storeLaws, virtualClock } from "@segno/testkit";
import { clientHere } from "./client.ts";
import { httpHere } from "./http.ts";
import { trpcHere } from "./trpc.ts";

type Check = { readonly name: string; readonly holds: () => Promise<void> };

const entries: Check = {
  name: "the entries load",
  holds: async () => {
    if (![decide, evolve].every((rule) => typeof rule === "function"))
      throw new Error("they do not");
  },
};

const served: readonly Check[] = [
  { name: "streams are served over HTTP", holds: httpHere },
  { name: "the client reads through broken lines", holds: clientHere },
  { name: "streams are served over tRPC", holds: trpcHere },
];

const clock = virtualClock();
const trial = await openTrial(async () => {
  const adapter = memoryStreams({ clock });
  return { adapter, advance: clock.advance, close: adapter.close };
});
const laws = [...storeLaws, ...notifierLaws].map(
  ({ promise, name, check }): Check => ({
    name: `${promise} ${name}`,
    holds: () => check(trial),
  }),
);

let failed = 0;
let untried = 0;
const checks = [entries, ...served, ...laws];
for (const { name, holds } of checks) {
  await holds().catch((cause: unknown) => {
    if (cause instanceof LawNotTried) untried += 1;
    else failed += 1;
    console.error(`${cause instanceof LawNotTried ? "–" : "✗"} ${name}:`, cause);
  });
}
await trial.close();
const passed = checks.length - failed - untried;
console.log(`${passed} passed, ${failed} failed, ${untried} not tried`);
if (failed > 0 || laws.length === 0) throw new Error("not every law holds here");
