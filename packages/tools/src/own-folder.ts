import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { disown, own } from "./guard.ts";

/** A folder in the temp folder that goes with `remove`, or else with this process, however that ends. */
export type OwnFolder = { readonly path: string; readonly remove: () => void };

export const openFolder = (prefix: string): OwnFolder => {
  const path = mkdtempSync(join(tmpdir(), prefix));
  own(path);
  const remove = (): void => {
    // Whoever wrote into it a moment ago may still have a file to put there.
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    disown(path);
  };
  return { path, remove };
};
