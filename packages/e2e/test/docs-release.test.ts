import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { documents } from "../src/docs/find.ts";

const line = "Not on a registry before its first release: until then, [in a clone](../../README.md";

const packages = new URL("../../", import.meta.url);

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
  const publics = readdirSync(packages).filter((name) => {
    const manifest = new URL(`${name}/package.json`, packages);
    return existsSync(manifest) && !JSON.parse(readFileSync(manifest, "utf8")).private;
  });
  expect(installed.map(({ name }) => name)).toEqual(
    publics.sort().map((name) => `packages/${name}/README.md`),
  );
});
