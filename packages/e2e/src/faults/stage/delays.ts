/** How long things took, in ms. */
export type Delays = {
  readonly add: (ms: number) => void;
  readonly count: () => number;
  readonly at: (quantile: number) => number;
  readonly max: () => number;
};

export const createDelays = (): Delays => {
  const all: number[] = [];
  const at = (quantile: number): number => {
    const sorted = [...all].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? 0;
  };
  return {
    add: (ms) => void all.push(ms),
    count: () => all.length,
    at,
    max: () => at(1),
  };
};

/** For a figure: two digits where it is small. */
export const ms = (value: number): string =>
  value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
