/** How long things took, in ms. */
export type Delays = {
  readonly add: (ms: number) => void;
  readonly count: () => number;
  readonly at: (quantile: number) => number;
  readonly max: () => number;
};

/** Of a long run the latest are kept. */
const mostKept = 200_000;

export const createDelays = (): Delays => {
  const all: number[] = [];
  let count = 0;
  let longest = 0;
  const at = (quantile: number): number => {
    const sorted = [...all].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? 0;
  };
  return {
    add: (ms) => {
      longest = Math.max(longest, ms);
      all[count % mostKept] = ms;
      count += 1;
    },
    count: () => count,
    at,
    max: () => longest,
  };
};

/** For a figure: two digits where it is small. */
export const ms = (value: number): string =>
  value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
