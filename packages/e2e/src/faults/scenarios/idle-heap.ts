import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { kinds, type Scenario } from "../frame/scenario.ts";
import { violation } from "../frame/violation.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../../../", import.meta.url));
const mostBytes = 6 * 1_024;
const kb = (bytes: number): string => (bytes / 1_024).toFixed(1);

type Held = { readonly raw: number; readonly writer: number; readonly follower: number };

/** Of number 40's invariant E: how much an idle stream with its follower holds. */
export const idleHeap: Scenario = {
  number: 40,
  name: "10,000 idle streams, a follower each",
  variant: "heap",
  invariants: ["E"],
  kinds: kinds.slice(0, 1),
  run: async (stage) => {
    if (stage.short) return { notRun: "a short run holds too little to measure" };
    const node = (...args: readonly string[]) => run(process.execPath, args, { cwd: root });
    const built = await node("node_modules/typescript/bin/tsc", "-b", "packages/e2e").then(
      () => true,
      () => false,
    );
    if (!built)
      return { notRun: "the packages could not be built, and only what is shipped counts" };
    const server = await stage.server();
    const program = "packages/e2e/dist/faults/child/heap.js";
    const { stdout } = await node("--expose-gc", program, server.url, stage.kind, "10000");
    const { raw, writer, follower } = JSON.parse(stdout) as Held;
    const own = writer + follower - raw;
    const figure = `${kb(own)} KB a pair (writer ${kb(writer)}, follower ${kb(follower)})`;
    const violations =
      own > mostBytes ? [violation("E", `${kb(own)} KB a pair; ${kb(mostBytes)} is the most`)] : [];
    return { figure, violations };
  },
};
