import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

const under = (folder: string): string[] => {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => `${folder}/${file}`);
};

export type Document = { readonly name: string; readonly markdown: string };

/** Everything that a reader may copy from: the README, docs/, adr/ and the packages' own pages. */
export function documents(): readonly Document[] {
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/README.md`);
  return ["README.md", ...under("docs"), ...under("adr"), ...packages]
    .filter((name) => existsSync(join(root, name)))
    .sort()
    .map((name) => ({ name, markdown: readFileSync(join(root, name), "utf8") }));
}

/** The commands of `npm run …`; npm test and npm start are two of them. */
export function scripts(): ReadonlySet<string> {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  return new Set(Object.keys(scripts));
}

/** The npm scripts that a shell line calls. */
export const called = (line: string): readonly string[] => [
  ...[...line.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = ""]) => name),
  ...[...line.matchAll(/\bnpm (test|start)\b/g)].map(([, name = ""]) => name),
];
