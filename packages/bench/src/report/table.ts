import { styleText } from "node:util";
import type { Figure } from "../measure/figure.ts";
import type { Metric } from "../measure/metric.ts";
import { sayNumber, sayRatio, saySpread } from "./numbers.ts";
import type { Cost } from "./report.ts";

const live = process.stdout.isTTY === true && !process.env["NO_COLOR"];
const paint =
  (style: "dim" | "bold" | "green" | "yellow") =>
  (text: string): string =>
    live && text !== "" ? styleText(style, text) : text;
const [dim, bold, green, yellow] = [paint("dim"), paint("bold"), paint("green"), paint("yellow")];

const columns = [
  (text: string) => text.padEnd(32),
  (text: string) => text.padStart(11),
  (text: string) => text.padStart(11),
  (text: string) => text.padEnd(11),
  (text: string) => text.padStart(7),
  (text: string) => text.padStart(11),
];

const line = (cells: readonly string[]): string =>
  cells.map((cell, at) => columns[at]?.(cell) ?? cell).join("  ");

export const heading = (): string =>
  bold(`  ${line(["metric", "ours", "raw", "", "ratio", "spread", "target"])}`);

const rowOf = (metric: string, figure: Figure): string => {
  const { name, unit, ours, raw, ratio, spread, target, holds, misses, peers, note } = figure;
  const cells = [`${metric} ${name}`.trim(), sayNumber(ours), sayNumber(raw), unit];
  const measured = line([...cells, sayRatio(ratio), saySpread(spread)]);
  const verdict = holds ? dim(target) : yellow(misses.join(", "));
  const sign = target === "" ? " " : holds ? green("✓") : yellow("✗");
  const beside = Object.entries(peers).map(([peer, value]) => `${peer} ${sayNumber(value)}`);
  const more = [beside.join(" · "), note].filter((text) => text !== "");
  return [`${sign} ${measured}  ${verdict}`, ...more.map((text) => dim(`      ${text}`))].join(
    "\n",
  );
};

/** A metric's figures, each with its verdict; its peers and what one has to know beneath. */
export const rowsOf = ({ name, figures }: Metric): string =>
  figures.map((figure) => rowOf(name, figure)).join("\n");

export const costsOf = (costs: readonly Cost[]): string =>
  costs
    .map(
      ({ name, value, unit, what }) =>
        `  ${line([name, sayNumber(value), "", unit])}  ${dim(what)}`,
    )
    .join("\n");

/** How many targets hold, and which do not; nothing where only costs were measured. */
export const summaryOf = (metrics: readonly Metric[]): readonly string[] => {
  if (metrics.length === 0) return [];
  const missed = metrics.filter(({ holds }) => !holds).map(({ name }) => name);
  const held = `${metrics.length - missed.length} of ${metrics.length} hold`;
  return [missed.length === 0 ? green(held) : `${held}; ${yellow(`missed: ${missed.join(", ")}`)}`];
};

/** Said while it is measured, where the terminal can take it back. */
export const progress = (text: string): void => {
  if (live) process.stdout.write(`\r\u001b[K${dim(text)}`);
};
