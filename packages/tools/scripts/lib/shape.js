import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runPnpm } from "./install.js";
import { run, tool } from "./run.js";
import { cache, publicPackages, root } from "./workspace.js";

const folder = join(cache, "packed");

/** Removes what an earlier build left of sources that are gone: it would be packed too. */
function prune(/** @type {string} */ name) {
  const dist = join(root, "packages", name, "dist");
  if (!existsSync(dist)) return;
  const orphans = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) => {
    const source = file.replace(/\.(js|js\.map|d\.ts|d\.ts\.map)$/, ".ts");
    return source !== file && !existsSync(join(root, "packages", name, "src", source));
  });
  for (const orphan of orphans) rmSync(join(dist, orphan));
}

/** What is in a tarball, and its manifest. */
async function unpack(/** @type {string} */ tarball) {
  const { stdout: list } = await run("tar", ["-tzf", tarball]);
  const { stdout: manifest } = await run("tar", ["-xzOf", tarball, "package/package.json"]);
  return { files: list.trim().split("\n"), manifest };
}

async function inspect(/** @type {string} */ name) {
  const tarball = readdirSync(folder).find((file) => new RegExp(`^segno-${name}-\\d`).test(file));
  if (tarball === undefined) return [`${name}: was not packed`];
  const path = join(folder, tarball);
  const [publint, attw, { files, manifest }] = await Promise.all([
    tool("node_modules/publint/src/cli.js", ["run", path, "--strict"]),
    tool("node_modules/@arethetypeswrong/cli/dist/index.js", [path, "--profile", "esm-only"]),
    unpack(path),
  ]);
  const problems = [publint, attw].filter(({ code }) => code !== 0).map(({ output }) => output);
  for (const file of ["package/LICENSE", "package/README.md"])
    if (!files.includes(file)) problems.push(`${name}: ${file} is missing`);
  for (const file of files)
    if (/\.tsbuildinfo$|(^|\/)test\//.test(file))
      problems.push(`${name}: ${file} should stay home`);
  if (/"(workspace|catalog):/.test(manifest)) problems.push(`${name}: workspace versions leaked`);
  return problems;
}

/** Packs every public package as `pnpm publish` would, and looks at what people would get. */
export async function checkShape() {
  const names = publicPackages();
  names.forEach(prune);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const build = await tool("node_modules/typescript/bin/tsc", [
    "-b",
    ...names.map((n) => `packages/${n}`),
  ]);
  if (build.code !== 0) return { ok: false, summary: "the build failed", output: build.output };
  const filters = names.flatMap((name) => ["--filter", `@segno/${name}`]);
  const packed = await runPnpm([...filters, "pack", "--pack-destination", folder]);
  if (packed.code !== 0) return { ok: false, summary: "could not pack", output: packed.output };
  const problems = (await Promise.all(names.map(inspect))).flat();
  return {
    ok: problems.length === 0,
    summary: `${names.length} public packages: ${names.join(", ")}`,
    output: problems.join("\n"),
  };
}
