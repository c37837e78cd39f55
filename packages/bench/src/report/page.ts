import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { sayMachine } from "./machine.ts";
import { sayNumber, sayRatio, saySpread } from "./numbers.ts";
import type { Report } from "./report.ts";

const page = fileURLToPath(new URL("../../../../docs/explanation/performance.md", import.meta.url));
const begin = "<!-- figures: written by `npm run bench -- --write` -->";
const end = "<!-- end of figures -->";

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(heads), row(heads.map(() => "---")), ...rows.map(row)].join("\n");

const figuresOf = ({ metrics }: Report): string =>
  table(
    ["metric", "ours", "raw", "unit", "ratio", "spread", "target", ""],
    metrics.flatMap(({ name, figures }) =>
      figures.map((figure) => [
        `\`${name}\` ${figure.name}`.trim(),
        sayNumber(figure.ours),
        sayNumber(figure.raw),
        figure.unit,
        sayRatio(figure.ratio),
        saySpread(figure.spread),
        figure.target,
        figure.target === ""
          ? ""
          : figure.holds
            ? "holds"
            : `**misses**: ${figure.misses.join(", ")}`,
      ]),
    ),
  );

const peersOf = ({ metrics }: Report): string =>
  table(
    ["metric", "ours", "unit", "beside", "note"],
    metrics.flatMap(({ name, figures }) =>
      figures
        .filter(({ peers, note }) => Object.keys(peers).length > 0 || note !== "")
        .map(({ name: part, ours, unit, peers, note }) => [
          `\`${name}\` ${part}`.trim(),
          sayNumber(ours),
          unit,
          Object.entries(peers)
            .map(([peer, value]) => `${peer} ${sayNumber(value)}`)
            .join("<br>"),
          note,
        ]),
    ),
  );

const costsOf = ({ costs }: Report): string =>
  table(
    ["cost", "measured", "unit", "what it is"],
    costs.map(({ name, value, unit, what }) => [`\`${name}\``, sayNumber(value), unit, what]),
  );

const madeOf = (report: Report): string => {
  const { machine, day, quick } = report;
  const packages = Object.entries(machine.packages).map(([name, version]) => `${name} ${version}`);
  return [
    begin,
    `Measured on ${day}: ${sayMachine(machine)}.`,
    `${packages.join(", ")}.${quick ? " **A quick run**: fewer events in each round." : ""}`,
    "",
    figuresOf(report),
    "",
    "### Beside the peers",
    "",
    peersOf(report),
    "",
    "### Costs",
    "",
    costsOf(report),
    end,
  ].join("\n");
};

/** Puts the report's figures in the place of those that the page has. */
export const writePage = async (report: Report): Promise<void> => {
  const text = await readFile(page, "utf8");
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${page} has no place for figures`);
  await writeFile(page, `${before}${madeOf(report)}${after}`);
};
