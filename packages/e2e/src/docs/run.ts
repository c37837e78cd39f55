import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Module } from "./extract.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** Inside this package, so that the programs find what it depends on. */
const home = fileURLToPath(new URL("../../.docs", import.meta.url));

export type Outcome = { readonly ok: boolean; readonly said: string };

type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

const limitMs = 30_000;

/** A document may show a test: it runs as ours do, from the sources. */
const vitestConfig = `import ours from ${JSON.stringify(join(root, "vitest.workspace.ts"))};
export default { ...ours, test: { include: ["**/*.test.ts"], testTimeout: 15_000 } };
`;

function node(args: readonly string[], cwd: string, env: Record<string, string>): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const timer = setTimeout(() => {
      stderr += `\nit had not ended after ${limitMs / 1000} s: is something left open?`;
      child.kill("SIGKILL");
    }, limitMs);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, stdout, stderr });
    });
  });
}

const folderOf = (workspace: string, { document }: Module): string =>
  join(workspace, document.replaceAll(/[^\w.-]+/g, "-").replace(/\.md$/, ""));

/** Writes every program down, with one TypeScript project over all of them. */
export function write(modules: readonly Module[]): string {
  mkdirSync(home, { recursive: true });
  const workspace = mkdtempSync(join(home, "run-"));
  for (const module of modules) {
    const path = join(folderOf(workspace, module), module.file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, module.code);
  }
  const options = {
    jsx: "react-jsx",
    moduleDetection: "force",
    noUnusedLocals: false,
    noUnusedParameters: false,
  };
  const project = {
    extends: join(root, "packages/tsconfig.tests.json"),
    compilerOptions: options,
    include: ["**/*.ts", "**/*.tsx"],
  };
  writeFileSync(join(workspace, "tsconfig.json"), JSON.stringify(project));
  writeFileSync(join(workspace, "vitest.config.mjs"), vitestConfig);
  return workspace;
}

/** The type errors of all programs at once, by document and with the document's own lines. */
export async function typeErrors(
  workspace: string,
  modules: readonly Module[],
): Promise<ReadonlyMap<Module, string>> {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await node([compiler, "-p", "."], workspace, {});
  const found = stdout.split(/\n(?=\S)/);
  const errors = modules.map((module) => {
    const path = join(folderOf(workspace, module), module.file).slice(workspace.length + 1);
    const mine = found.filter((error) => error.startsWith(`${path}(`));
    const said = mine.map((error) => `${module.document}${error.slice(path.length)}`).join("\n");
    return [module, said] as const;
  });
  const known = errors.filter(([, said]) => said !== "");
  if (known.length === 0 && stdout.includes("error TS")) throw new Error(stdout);
  return new Map(known);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** `…` in an announced line stands for whatever is different every time. */
const matches = (line: string, announced: string): boolean =>
  new RegExp(`^${announced.split("…").map(escaped).join(".*")}$`).test(line);

export function compare(stdout: string, prints: readonly string[] | null): string {
  if (prints === null) return "";
  // A space at the end of a line cannot be seen in a document.
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.trimEnd());
  const same =
    lines.length === prints.length && lines.every((line, i) => matches(line, prints[i] ?? ""));
  return same
    ? ""
    : `it says it prints\n${prints.join("\n")}\n\nand it prints\n${lines.join("\n")}`;
}

/** Runs one program as a reader would: on its own, from its sources, until it ends by itself. */
export async function execute(
  workspace: string,
  module: Module,
  redisUrl: string,
): Promise<Outcome> {
  const folder = folderOf(workspace, module);
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const args = module.file.endsWith(".test.ts")
    ? [vitest, "run", "--root", workspace, join(folder, module.file)]
    : ["--conditions=source", "--import", "tsx", module.file];
  const { code, stdout, stderr } = await node(args, folder, { REDIS_URL: redisUrl });
  const different = compare(stdout, module.prints);
  const failed = code === 0 ? "" : `it ended with ${code}\n${stdout}${stderr}`;
  const said = [failed, different].filter(Boolean).join("\n\n");
  return { ok: said === "", said: `${module.document} (${module.file}): ${said}` };
}

/** A file that another program of its document imports is run by that one. */
export const isImported = (module: Module, modules: readonly Module[]): boolean =>
  modules.some(
    (other) =>
      other !== module &&
      other.document === module.document &&
      new RegExp(`from "\\./${escaped(module.file)}"`).test(other.code),
  );
