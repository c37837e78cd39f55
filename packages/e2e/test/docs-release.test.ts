import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { documents } from "../src/docs/find.ts";

const line = "Not on a registry before its first release: until then, [in a clone](../../README.md";

const versionOf = (page: string): string => {
  const manifest = new URL(
    `../../../${page.replace("README.md", "package.json")}`,
    import.meta.url,
  );
  return JSON.parse(readFileSync(manifest, "utf8")).version;
};

const installed = documents().filter(({ markdown }) => markdown.includes("npm install "));

test.each(installed)("$name says whether what it installs is published", ({ name, markdown }) => {
  expect(markdown.includes(line)).toBe(versionOf(name) === "0.0.0");
});

test("every public package is among them", () => {
  const names = installed.map(({ name }) => name.split("/")[1]);
  expect(names).toEqual(["client", "core", "http", "memory", "redis", "testkit", "trpc"]);
});
