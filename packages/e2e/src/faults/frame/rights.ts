import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Need } from "./scenario.ts";

const run = promisify(execFile);

const succeeds = (file: string, ...args: readonly string[]): Promise<boolean> =>
  run(file, args, { timeout: 5_000 }).then(
    () => true,
    () => false,
  );

/** Tries a thing in a network namespace of its own, which is gone afterwards. */
const inNamespace = async (...command: readonly string[]): Promise<boolean> => {
  const name = `segno-try-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  if (!(await succeeds("ip", "netns", "add", name))) return false;
  try {
    if (command.length === 0) return true;
    return await succeeds("ip", "netns", "exec", name, ...command);
  } finally {
    await succeeds("ip", "netns", "del", name);
  }
};

const shape = ["rate", "1mbit", "burst", "32kbit", "latency", "400ms"];

const randomly = ["-m", "statistic", "--mode", "random", "--probability", "0.03"];

const tries: Record<Need, { readonly holds: () => Promise<boolean>; readonly without: string }> = {
  "network-namespaces": {
    holds: () => inNamespace(),
    without: "no network namespaces (root and iproute2)",
  },
  "traffic-shaping": {
    holds: () => inNamespace("tc", "qdisc", "add", "dev", "lo", "root", "tbf", ...shape),
    without: "no tc tbf (root, iproute2, sch_tbf)",
  },
  "packet-loss": {
    holds: () => inNamespace("iptables", "-A", "INPUT", ...randomly, "-j", "DROP"),
    without: "no iptables with -m statistic",
  },
};

const known = new Map<Need, Promise<boolean>>();

/** Why a scenario cannot be run here; null where it can. */
export const missingFor = async (needs: readonly Need[]): Promise<string | null> => {
  for (const need of needs) {
    const asked = known.get(need) ?? tries[need].holds();
    known.set(need, asked);
    if (!(await asked)) return tries[need].without;
  }
  return null;
};
