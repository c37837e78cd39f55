import { rmSync } from "node:fs";
import type { Module } from "./extract.ts";
import { execute, isImported, type Outcome, typeErrors, write } from "./run.ts";

/** How many programs run at a time. */
const lanes = 2;

/** Where the program with this number keeps its streams: apart from every other program's. */
export type Database = (index: number) => string;

/**
 * Type-checks and runs every program of every document. What each came to is told by document and
 * file, in the same order.
 */
export async function checkPrograms(
  modules: readonly Module[],
  database: Database,
): Promise<readonly Outcome[]> {
  if (modules.length === 0) return [];
  const workspace = write(modules);
  const outcomes = new Map<Module, Outcome>();
  const waiting = modules.filter((module) => !isImported(module, modules)).entries();
  const lane = async (): Promise<void> => {
    for (const [index, module] of waiting)
      outcomes.set(module, await execute(workspace, module, database(index)));
  };
  try {
    const [errors] = await Promise.all([
      typeErrors(workspace, modules),
      ...Array.from({ length: lanes }, lane),
    ]);
    return modules.map((module) => {
      const wrong = errors.get(module);
      if (wrong !== undefined) return { ok: false, said: wrong };
      return outcomes.get(module) ?? { ok: true, said: "" };
    });
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}
