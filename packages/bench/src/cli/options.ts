import { parseArgs } from "node:util";

export type Options = {
  /** Fewer events in each round, and no costs. */
  readonly quick: boolean;
  readonly json: string | null;
  readonly only: readonly string[];
  /** Puts the figures into the documents. */
  readonly write: boolean;
  /** A report that was written before, instead of measuring. */
  readonly from: string | null;
};

export const usage = (names: readonly string[]): string => `npm run bench
  -- --quick         under a minute: fewer events in each round
  -- --json FILE     writes what was measured
  -- --only NAME     one metric, or several: ${names.join(", ")}
  -- --write         puts the figures into docs/explanation/performance.md
  -- --from FILE     shows, or writes, what an earlier --json wrote`;

/** What was asked for on the command line; throws with what is wrong about it. */
export const optionsOf = (args: readonly string[], names: readonly string[]): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      only: { type: "string", multiple: true, default: [] },
      write: { type: "boolean", default: false },
      from: { type: "string" },
    },
  });
  const { quick, json = null, write, from = null } = values;
  const only = values.only.flatMap((name) => name.split(","));
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`There is no metric ${unknown.join(", ")}.`);
  if (write && only.length > 0) throw new Error("--write takes all figures, not --only some.");
  if (write && quick) throw new Error("--write takes full figures, not those of a --quick run.");
  if (from !== null && (quick || only.length > 0)) {
    throw new Error("--from measures nothing: it takes neither --quick nor --only.");
  }
  return { quick, json, only, write, from };
};
