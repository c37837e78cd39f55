/** One figure beside its yardstick, measured in turn in one run. */
export type Metric = {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly raw: number | null;
  readonly peers: Readonly<Record<string, number>>;
  /** Ours over raw; the least and the greatest of any round beside it. */
  readonly ratio: number | null;
  readonly spread: readonly [number, number] | null;
  readonly target: string;
  readonly holds: boolean;
};

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
};

export type Sides = {
  readonly ours: readonly number[];
  readonly raw: readonly number[];
};

/** A B A B …, after one round of each that does not count. */
export const inTurn = async (
  rounds: number,
  ours: () => Promise<number>,
  raw: () => Promise<number>,
): Promise<Sides> => {
  await raw();
  await ours();
  const sides = { ours: [] as number[], raw: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    sides.raw.push(await raw());
    sides.ours.push(await ours());
  }
  return sides;
};

type Judged = {
  readonly name: string;
  readonly unit: string;
  readonly target: string;
  readonly holds: (ratio: number, ours: number) => boolean;
};

/** Medians of both sides, and the ratio of each round for the spread. */
export const metricOf = (judged: Judged, { ours, raw }: Sides): Metric => {
  const ratios = ours.map((value, round) => value / (raw[round] ?? Number.NaN));
  const ratio = median(ours) / median(raw);
  return {
    name: judged.name,
    unit: judged.unit,
    ours: median(ours),
    raw: median(raw),
    peers: {},
    ratio,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    target: judged.target,
    holds: judged.holds(ratio, median(ours)),
  };
};

/** How many per second. */
export const rate = async (count: number, work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return (count / (performance.now() - begun)) * 1_000;
};

/** How many milliseconds. */
export const duration = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};
