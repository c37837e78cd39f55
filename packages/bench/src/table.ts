import { styleText } from "node:util";
import type { Metric } from "./measure.ts";

const number = (value: number | null): string => {
  if (value === null) return "";
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en");
  return value.toFixed(value < 10 ? 3 : 1);
};

const cells = (metric: Metric): string[] => [
  metric.name,
  number(metric.ours),
  number(metric.raw),
  metric.unit,
  metric.ratio === null ? "" : `${metric.ratio.toFixed(2)} ×`,
  metric.spread === null ? "" : `${metric.spread[0].toFixed(2)}–${metric.spread[1].toFixed(2)}`,
  metric.target,
  metric.holds ? "holds" : "misses",
];

const heads = ["metric", "ours", "raw", "unit", "ratio", "spread", "target", ""];
const numeric = new Set([1, 2, 4, 5]);

/** A table that a person can read; colours where the terminal has them. */
export const tableOf = (metrics: readonly Metric[], colours: boolean): string => {
  const rows = [heads, ...metrics.map(cells)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[], index: number): string => {
    const text = row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return numeric.has(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
    if (!colours) return text;
    if (index === 0) return styleText("dim", text);
    return row.at(-1) === "holds" ? text : styleText("yellow", text);
  };
  return rows.map(line).join("\n");
};
