import { createInterface } from "node:readline/promises";
import type { Scene } from "./act.ts";
import { usageError } from "./failure.ts";

/** Asks before something is removed for good, unless `--yes` has answered; whoever cannot be asked has to say it. */
export const confirmed = async (
  { io, signal }: Pick<Scene, "io" | "signal">,
  question: string,
  yes = false,
): Promise<boolean> => {
  if (yes) return true;
  if (!io.stdin.isTTY || !io.stderr.isTTY) {
    throw usageError("Nobody is there to be asked", "Say --yes, or try it with --dry-run.");
  }
  const line = createInterface({ input: io.stdin, output: io.stderr });
  try {
    const answer = await line.question(`${question} [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    line.close();
  }
};
