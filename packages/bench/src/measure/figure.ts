import type { Rounds } from "./rounds.ts";
import { median } from "./statistics.ts";
import { missOf, type Target, textOf } from "./target.ts";

/** One figure beside its yardstick, measured in turn in one run. */
export type Figure = {
  /** What it is of its metric: "p99"; empty where the metric is one figure. */
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly raw: number | null;
  /** What `raw` is: the hand-written least, or ours under other circumstances. */
  readonly yardstick: string;
  readonly peers: Readonly<Record<string, number>>;
  /** Ours over raw; beside it the least and the greatest of any round. */
  readonly ratio: number | null;
  readonly spread: readonly [number, number] | null;
  readonly target: string;
  readonly holds: boolean;
  /** By how much each target that does not hold is missed. */
  readonly misses: readonly string[];
  /** What one has to know to read it. */
  readonly note: string;
};

export type Judged = {
  readonly name?: string;
  readonly unit: string;
  readonly targets: readonly Target[];
  readonly yardstick?: string;
  readonly note?: string;
};

const spreadOf = (ours: readonly number[], raw: readonly number[]): [number, number] | null => {
  const ratios = ours.map((value, round) => value / (raw[round] ?? Number.NaN));
  return ratios.length > 1 ? [Math.min(...ratios), Math.max(...ratios)] : null;
};

/** How the rounds of one side become one value: their median, unless it is pooled samples that they hold. */
export type Reduce<T> = (rounds: readonly T[]) => number;

/** All sides of some rounds as one figure. `ours` must be among them; `raw` and the peers may be. */
export const figureOf = <T>(judged: Judged, rounds: Rounds<T>, reduce: Reduce<T>): Figure => {
  const sides = Object.fromEntries(
    Object.entries(rounds).map(([side, values]) => [side, reduce(values)]),
  );
  const { ours = Number.NaN, raw = null, ...peers } = sides;
  const each = (side: string): number[] => (rounds[side] ?? []).map((value) => reduce([value]));
  const spread = raw === null ? null : spreadOf(each("ours"), each("raw"));
  const yardstick = judged.yardstick ?? "raw";
  const missed = judged.targets.map((target) => ({
    text: textOf(target, yardstick),
    miss: missOf(target, { ours, sides, spread }),
  }));
  const misses = missed.flatMap(({ text, miss }) => (miss === null ? [] : [`${miss} (${text})`]));
  return {
    name: judged.name ?? "",
    unit: judged.unit,
    ours,
    raw,
    yardstick,
    peers,
    ratio: raw === null ? null : ours / raw,
    spread,
    target: missed.map(({ text }) => text).join(", "),
    holds: misses.length === 0,
    misses,
    note: judged.note ?? "",
  };
};

/** Where each round gave one number. */
export const medianFigure = (judged: Judged, rounds: Rounds<number>): Figure =>
  figureOf(judged, rounds, median);
