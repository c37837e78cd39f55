import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const house = mkdtempSync(join(tmpdir(), "segno layers "));
afterAll(() => rmSync(house, { recursive: true, force: true }));

type Cruise = {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly rule: { readonly name: string };
    }[];
  };
};

/** A little house of its own, cruised by our rules: what did they catch? */
const cruise = (files: Readonly<Record<string, string>>, config = ".dependency-cruiser.cjs") => {
  rmSync(join(house, "packages"), { recursive: true, force: true });
  for (const [file, code] of Object.entries(files)) {
    const path = join(house, "packages", file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
  const cruiser = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [cruiser, "--config", join(root, config), "--output-type", "json", "packages"];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: house, encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as Cruise;
  return {
    seen: summary.totalCruised,
    caught: summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`),
  };
};

const pure = {
  "core/src/stream/head.ts": `export type Head = { readonly offset: number };\nexport const zero = 0;\n`,
  "core/src/index.ts": `export * from "./stream/head.ts";\n`,
};

test("a house in order passes, and was looked at", () => {
  const page = `import type { Head } from "../stream/head.ts";\nexport type Page = { readonly head: Head };\n`;
  expect(cruise({ ...pure, "core/src/ports/page.ts": page })).toEqual({ seen: 3, caught: [] });
});

const planted: readonly (readonly [rule: string, file: string, code: string])[] = [
  ["stream-is-pure", "core/src/stream/planted-1.ts", `import "../message/x.ts";`],
  [
    "stream-is-pure",
    "core/src/stream/planted-2.ts",
    `import type { ZodType } from "zod";\nexport type T = ZodType;`,
  ],
  [
    "message-takes-types",
    "core/src/message/planted-3.ts",
    `export { zero } from "../stream/head.ts";`,
  ],
  [
    "ports-take-types",
    "core/src/ports/planted-4.ts",
    `import { zero } from "../stream/head.ts";\nexport const z = zero;`,
  ],
  ["ports-above-stream", "core/src/ports/planted-5.ts", `import "../service/x.ts";`],
  ["codec-between", "core/src/codec/planted-6.ts", `import "../service/x.ts";`],
  [
    "core-without-testkit",
    "core/src/service/planted-7.ts",
    `import "../../../testkit/src/index.ts";`,
  ],
  ["adapters-apart", "memory/src/planted-8.ts", `import "../../redis/src/index.ts";`],
  ["adapters-apart", "redis/src/planted-9.ts", `import "../../core/src/stream/head.ts";`],
  ["testkit-on-core", "testkit/src/planted-10.ts", `import "../../memory/src/index.ts";`],
  ["vitest-in-one-entry", "testkit/src/planted-11.ts", `import "../node_modules/vitest/index.js";`],
  ["packages-meet-at-entries", "demo/src/planted-12.ts", `import "../../core/src/stream/head.ts";`],
  ["no-node-in-libraries", "core/src/service/planted-13.ts", `import "node:fs";`],
  ["resolvable", "demo/src/planted-14.ts", `import "./nowhere.ts";`],
  ["inbound-apart", "http/src/planted-15.ts", `import "../../memory/src/index.ts";`],
  ["schemas-without-server", "trpc/src/schemas/planted-16.ts", `import "../errors.ts";`],
];

test("every planted violation is caught, by the rule it was planted for", () => {
  const others = {
    "core/src/message/x.ts": "export {};\n",
    "core/src/service/x.ts": "export {};\n",
    "testkit/src/index.ts": "export {};\n",
    "testkit/node_modules/vitest/index.js": "export {};\n",
    "memory/src/index.ts": "export {};\n",
    "redis/src/index.ts": "export {};\n",
  };
  const files = Object.fromEntries(planted.map(([, file, code]) => [file, `${code}\n`]));
  const { caught } = cruise({ ...pure, ...others, ...files });
  expect(caught).toEqual(
    expect.arrayContaining(planted.map(([rule, file]) => `${rule}: packages/${file}`)),
  );
});

test("a cycle is caught, unless types alone look back", () => {
  const cycle = (back: string) => ({
    "demo/src/a.ts": `import { b } from "./b.ts";\nexport const a = (): number => b();\n`,
    "demo/src/b.ts": `${back}\nexport const b = (): number => 1;\n`,
  });
  const values = cycle(`import { a } from "./a.ts";\nexport const again = a;`);
  const types = cycle(`import type { a } from "./a.ts";\nexport type A = typeof a;`);
  expect(cruise(values).caught).toContain("no-cycles: packages/demo/src/a.ts");
  expect(cruise(types).caught).toEqual([]);
});

test("the browser entry may take types from anywhere, and values only from light files", () => {
  const browser = (code: string) => ({
    ...pure,
    "core/node_modules/zod/package.json": `{ "name": "zod", "type": "module", "exports": "./index.js" }`,
    "core/node_modules/zod/index.js": "export const z = 1;\n",
    "core/src/light.ts": code,
    "core/src/browser.ts": `export * from "./light.ts";\n`,
  });
  const config = "packages/tools/scripts/lib/browser-safe.cjs";
  const heavy = `import { z } from "zod";\nexport const y = z;\n`;
  const types = `import type { z } from "zod";\nexport type Y = typeof z;\n`;
  expect(cruise(browser(heavy), config).caught).toEqual([
    "browser-entry-is-light: packages/core/src/browser.ts",
  ]);
  expect(cruise(browser(types), config).caught).toEqual([]);
});
