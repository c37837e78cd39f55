import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { metrics } from "../src/metrics/index.ts";

const page = (name: string): string =>
  readFileSync(new URL(`../../../docs/explanation/${name}.md`, import.meta.url), "utf8");

/** What the plan reckons with: `append: { server: 25 }` is `append.server`. */
const prices = (): Map<string, number> => {
  const block = /export const price = \{\n(.*?)\n\};/s.exec(page("capacity"))?.[1] ?? "";
  const lines = [...block.matchAll(/^ {2}(\w+): \{ (.*) \},$/gm)];
  return new Map(
    lines.flatMap(([, what = "", each = ""]) =>
      [...each.matchAll(/(\w+): ([\d_]+)/g)].map(([, where = "", value = ""]) => [
        `${what}.${where}`,
        Number(value.replaceAll("_", "")),
      ]),
    ),
  );
};

/** What was measured: `| `append.server` | 11.6 | µs | … |`. */
const costs = (): Map<string, number> => {
  const section = page("performance").split("### Costs")[1] ?? "";
  const rows = [...section.matchAll(/^\| `([\w.]+)` \| ([\d.,]+) \|/gm)];
  return new Map(
    rows.map(([, name = "", value = ""]) => [name, Number(value.replaceAll(",", ""))]),
  );
};

test("the plan has a price for everything that was measured, and no other", () => {
  expect([...prices().keys()].sort()).toEqual([...costs().keys()].sort());
  expect(costs().size).toBeGreaterThan(15);
});

test.each([...costs()])("%s costs no more than it is reckoned with", (name, measured) => {
  expect(prices().get(name)).toBeGreaterThanOrEqual(measured);
});

test("the page has every metric, once for each of its figures", () => {
  const section = page("performance").split("## Figures")[1]?.split("### Beside")[0] ?? "";
  const rows = [...section.matchAll(/^\| `([\w-]+)` ?(.*?) \|/gm)].map(([, name = ""]) => name);
  expect([...new Set(rows)]).toEqual([...metrics.keys()]);
});
