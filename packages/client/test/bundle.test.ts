import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** What a browser would load of an entry, as a bundler makes it. */
const bundle = async (entry: string, external: string[] = []) => {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL(`../src/${entry}`, import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["source"],
    external,
    write: false,
    metafile: true,
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const inputs = Object.keys(metafile.inputs);
  return { inputs, gzipped: gzipSync(code, { level: 9 }).length };
};

/** The packages, ours aside, that the files of a bundle come from. */
const packagesIn = (inputs: readonly string[]) => [
  ...new Set(
    inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  ),
];

test("acknowledgements are an entry of their own, of less than 2.5 KB", async () => {
  const { gzipped, inputs } = await bundle("ack/index.ts");
  expect(gzipped).toBeLessThanOrEqual(2_500);
  expect(packagesIn(inputs)).toEqual([]);
});

test("the plain client, all of it, takes no more than 6 KB and one package", async () => {
  const { gzipped, inputs } = await bundle("index.ts");
  expect(gzipped).toBeGreaterThan(3_000);
  expect(gzipped).toBeLessThanOrEqual(6_000);
  expect(packagesIn(inputs)).toEqual(["eventsource-parser"]);
});
