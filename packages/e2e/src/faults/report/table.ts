import type { Result } from "../frame/run-scenario.ts";

const live = process.stdout.isTTY === true && process.env["TERM"] !== "dumb";
const coloured = live && !process.env["NO_COLOR"];
const paint =
  (code: number) =>
  (text: string): string =>
    coloured ? `\u001b[${code}m${text}\u001b[0m` : text;
const dim = paint(2);
const red = paint(31);
const green = paint(32);
const yellow = paint(33);
const bold = paint(1);

const widths = { number: 2, name: 54, kind: 10, seed: 6, invariants: 9 };

const cells = (number: string, name: string, kind: string, seed: string, held: string): string =>
  [
    number.padStart(widths.number),
    name.padEnd(widths.name).slice(0, widths.name),
    kind.padEnd(widths.kind),
    seed.padStart(widths.seed),
    held.padEnd(widths.invariants),
  ].join("  ");

export const heading = (): string =>
  bold(`${cells("#", "scenario", "adapter", "seed", "invariant")}  verdict   figure`);

const titleOf = ({ scenario }: Pick<Result, "scenario">): string =>
  scenario.variant ? `${scenario.name} (${scenario.variant})` : scenario.name;

const rowOf = (result: Pick<Result, "scenario" | "kind" | "seed">): string =>
  cells(
    String(result.scenario.number),
    titleOf(result),
    result.kind,
    String(result.seed),
    result.scenario.invariants.join(" "),
  );

/** The command that does the same once more. */
const repeating = ({ scenario, kind, seed, length, minutes }: Result): string => {
  const more = `${length === "short" ? " --short" : ""}${minutes ? ` --minutes ${minutes}` : ""}`;
  return `npm run faults -- --only ${scenario.number} --kind ${kind} --seed ${seed}${more}`;
};

/** Shown while it runs, where the terminal can take it back. */
export const running = (result: Pick<Result, "scenario" | "kind" | "seed">): void => {
  if (live) process.stdout.write(`\r\u001b[K${dim(`${rowOf(result)}  …`)}`);
};

export const show = (result: Result): void => {
  if (live) process.stdout.write("\r\u001b[K");
  const row = rowOf(result);
  const took = dim(`(${(result.ms / 1000).toFixed(1)} s)`);
  switch (result.verdict) {
    case "holds":
      console.log(`${row}  ${green("holds   ")}  ${result.figure} ${took}`);
      return;
    case "not run":
      console.log(`${row}  ${yellow("not run ")}  ${result.why}`);
      return;
    case "violated":
      console.log(`${row}  ${red("violated")}  ${result.figure} ${took}`);
      for (const { invariant, what } of result.violations.slice(0, 8)) {
        console.log(red(`      ${invariant}: ${what}`));
      }
      if (result.violations.length > 8) console.log(`      … of ${result.violations.length}`);
      console.log(`      again: ${repeating(result)}`);
      return;
    default:
      result satisfies never;
  }
};

export const summary = (results: readonly Result[]): string => {
  const count = (verdict: Result["verdict"]): number =>
    results.filter((result) => result.verdict === verdict).length;
  const violated = count("violated");
  const text = `${count("holds")} hold, ${violated} violated, ${count("not run")} not run`;
  return violated > 0 ? red(text) : green(text);
};
