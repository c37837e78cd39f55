import type { Seen } from "../cast/orders.ts";
import { lettersIn, shortHash } from "../source/letters.ts";
import { type Finding, isRight, type Outcome } from "../verdict/finding.ts";
import type { Paint } from "./paint.ts";
import type { Facts } from "./show.ts";
import { sized } from "./width.ts";
import { grouped, indented } from "./words.ts";

type Column = {
  readonly head: string;
  readonly width: number;
  /** Left out where the terminal has fewer columns than this. */
  readonly from: number;
  readonly cell: (seen: Seen) => string;
};

const columns: readonly Column[] = [
  { head: "letters", width: 7, from: 0, cell: (seen) => grouped(lettersIn(seen.text)) },
  { head: "events", width: 6, from: 56, cell: (seen) => grouped(seen.events) },
  { head: "sha-256", width: 8, from: 0, cell: (seen) => shortHash(seen.text) },
  { head: "resumes", width: 7, from: 64, cell: (seen) => String(seen.resumes) },
  { head: "gaps", width: 4, from: 72, cell: (seen) => String(seen.gaps) },
  { head: "doubles", width: 7, from: 80, cell: (seen) => String(seen.doubles) },
];

const nameWidth = 12;
/** A verdict of fewer columns than this says nothing: its mark has to do. */
const leastSays = 16;

/** What each saw, beside the source; no line wider than the terminal. */
export const tableOf = (
  facts: Facts,
  outcomes: readonly Outcome[],
  width: number,
  paint: Paint,
): readonly string[] => {
  const shown = columns.filter(({ from }) => width >= from);
  const lineOf = (name: string, cells: readonly string[]): string => {
    const sizedCells = shown.map((column, at) => sized(cells[at] ?? "", column.width, "right"));
    return [sized(name, nameWidth), ...sizedCells].join("  ");
  };
  const room = width - 4 - lineOf("", []).length - 2;

  const rowOf = ({ name, seen, says }: Finding): string => {
    if (!seen) return `${sized(name, nameWidth)}  ${sized(says, width - nameWidth - 7).trimEnd()}`;
    const row = lineOf(
      name,
      shown.map(({ cell }) => cell(seen)),
    );
    return room < leastSays ? row : `${row}  ${sized(says, room).trimEnd()}`;
  };

  const linesOf = (finding: Finding): readonly string[] => {
    const mark = isRight(finding) ? paint("green", "✓") : paint("red", "✗");
    const wrong = finding.complaints.flatMap((complaint) => indented(complaint, 6, width - 1));
    return [`  ${mark} ${rowOf(finding)}`, ...wrong.map((line) => paint("red", line))];
  };

  const source: Readonly<Record<string, string>> = {
    letters: grouped(facts.letters),
    "sha-256": facts.hash,
  };
  const heads = shown.map(({ head }) => head);
  const ofSource = heads.map((head) => source[head] ?? "");
  return [
    paint("dim", `    ${lineOf("", heads)}`),
    paint("bold", `    ${lineOf("the source", ofSource)}`.trimEnd()),
    ...outcomes.flatMap(({ title, findings }) => [
      "",
      paint("dim", sized(`  ${title}`, width - 1).trimEnd()),
      ...findings.flatMap(linesOf),
    ]),
  ];
};

/** The last line: what it all comes to. */
export const conclusionOf = (outcomes: readonly Outcome[]): { ok: boolean; text: string } => {
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  const readings = findings.filter(({ seen }) => seen !== undefined).length;
  const wrong = findings.filter((finding) => !isRight(finding)).length;
  if (findings.length === 0) return { ok: false, text: "Nothing was seen." };
  return wrong === 0
    ? { ok: true, text: `All ${readings} readings are the source, letter by letter.` }
    : { ok: false, text: `${wrong} of ${findings.length} findings are not as they should be.` };
};
