import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Collects this process's garbage. */
export const collect = runInNewContext("gc") as () => void;

/** What this process holds, in bytes, when nothing more can be collected. */
export const heldBytes = async (): Promise<number> => {
  for (let round = 0; round < 4; round++) {
    collect();
    await pause(30);
  }
  return process.memoryUsage().heapUsed;
};
