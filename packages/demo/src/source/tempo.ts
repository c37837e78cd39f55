import type { Range } from "./random.ts";

/** How fast the story goes. Times in ms. */
export type Tempo = {
  /** Between two tokens, on average. */
  readonly paceMs: number;
  /** How long a reader stays away when it is cut. */
  readonly awayMs: Range;
  /** How long a producer may be silent. */
  readonly leaseMs: number;
  readonly graceMs: number;
};

const calm = { paceMs: 2.5, awayMs: [80, 320], leaseMs: 1_500, graceMs: 1_500 } as const;
const fast = { paceMs: 0.25, awayMs: [5, 25], leaseMs: 1_000, graceMs: 700 } as const;

export const tempoOf = (options: { readonly fast: boolean; readonly pace?: number }): Tempo => {
  const tempo = options.fast ? fast : calm;
  return options.pace === undefined ? tempo : { ...tempo, paceMs: options.pace };
};
