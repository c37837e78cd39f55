import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as browser from "../../src/browser.ts";

/** `import … from "x"`, `export … from "x"`, `import "x"`, `import("x")`; not what is erased with its types. */
const imported =
  /^(?:import|export)\s+(?!type\b)(?:[\w*{}\s,]+?\sfrom\s+)?"([^"]+)"|\bimport\("([^"]+)"\)/gm;

/** Every module that an entry brings with it at run time: files by their path, packages by their name. */
const walk = (entry: string): ReadonlySet<string> => {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, fixed, late = ""] of readFileSync(file, "utf8").matchAll(imported)) {
      const name = fixed ?? late;
      if (name.startsWith(".")) visit(fileURLToPath(new URL(name, `file://${file}`)));
      else found.add(name);
    }
  };
  visit(entry);
  return found;
};

const source = (name: string) => fileURLToPath(new URL(`../../src/${name}`, import.meta.url));
const packagesOf = (modules: ReadonlySet<string>) =>
  [...modules].filter((name) => !existsSync(name)).sort();

describe("the browser's entry", () => {
  it("brings no package with it: neither fp-ts nor zod", () => {
    const modules = walk(source("browser.ts"));
    expect(packagesOf(modules)).toEqual([]);
    expect(modules).toContain(source("stream/position.ts"));
    expect(modules).toContain(source("message/evolve-message.ts"));
    const above = [...modules].filter((name) => /\/(codec|service|ports)\//.test(name));
    expect(above).toEqual([source("ports/clock.ts")]);
  });

  it("is told apart by this walk from the entry of servers", () => {
    expect(packagesOf(walk(source("index.ts")))).toEqual(
      expect.arrayContaining(["fp-ts/lib/Either.js", "zod"]),
    );
  });

  it("has what a follower needs", () => {
    expect(Object.keys(browser).sort()).toEqual([
      "SegnoError",
      "bareTerminal",
      "beginning",
      "closingEvents",
      "conversation",
      "emptyConversation",
      "emptyState",
      "evolve",
      "evolveConversation",
      "evolveMessage",
      "foldStream",
      "formatPosition",
      "isSegnoError",
      "isTerminal",
      "lifecycle",
      "parseConsumerName",
      "parseGroupName",
      "parsePosition",
      "parseReaderId",
      "parseStreamId",
      "parseTenantId",
      "parseUlid",
      "placeOf",
      "positionPrefix",
      "positionsOf",
      "systemClock",
      "textOf",
      "upcastMessage",
      "upcasters",
    ]);
  });
});
