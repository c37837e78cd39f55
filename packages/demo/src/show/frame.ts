import { type Finding, isRight, type Outcome } from "../verdict/finding.ts";
import { type Label, labelOf } from "./label.ts";
import { keptLayoutOf, type Layout, layoutOf } from "./layout.ts";
import type { Paint, Tone } from "./paint.ts";
import type { Row, Scene } from "./scene.ts";
import { lastLines, sized, tail } from "./width.ts";
import { grouped } from "./words.ts";

export type Size = { readonly columns: number; readonly rows: number };

const bar = (fraction: number, columns: number, tone: Tone, paint: Paint): string => {
  const halves = Math.round(Math.min(1, Math.max(0, fraction)) * columns * 2);
  const full = "━".repeat(Math.floor(halves / 2));
  const half = halves % 2 === 1 ? "╸" : "";
  return paint(tone, full + half) + paint("dim", "─".repeat(columns - full.length - half.length));
};

/** What a person can compare of a place: its epoch and offset, the end of the token. */
const shortPosition = (position: string): string => {
  const [epoch, offset] = position.split(".").slice(-2);
  return offset === undefined ? "" : `…${epoch}.${offset}`;
};

const rowLine = (row: Row, scene: Scene, layout: Layout, label: Label, paint: Paint): string => {
  const far = row.text.length / Math.max(1, scene.length);
  const absent = row.at === "not here";
  const tone = row.role === "producer" ? "bold" : "plain";
  const cells = [
    paint(absent ? "dim" : tone, sized(row.name, layout.name)),
    bar(far, layout.bar, label.tone === "dim" ? "green" : label.tone, paint),
    sized(absent ? "" : grouped(row.events), layout.events, "right"),
    paint("dim", sized(shortPosition(row.position), layout.position)),
    paint(label.tone, sized(label.text, layout.label)),
    paint("dim", tail(row.text, layout.snippet)),
  ];
  return `  ${cells.filter((cell) => cell !== "").join("  ")}`;
};

/** What the first reader has on its screen. */
const shownOf = (scene: Scene): string =>
  scene.rows.find(({ role, at }) => role === "reader" && at !== "not here")?.text ?? "";

const pane = (scene: Scene, columns: number, rows: number, paint: Paint): readonly string[] => {
  const lines = lastLines(shownOf(scene), Math.max(8, columns - 6), rows);
  return Array.from({ length: rows }, (_, at) => {
    const { text = "", tone = "plain" } = lines[at] ?? {};
    const cursor = at === lines.length - 1 ? paint("cyan", "▌") : "";
    return `  ${paint("dim", "│")} ${paint(tone, text)}${cursor}`;
  });
};

/** The board at one moment; no line takes more columns than there are, and all together no more rows. */
export const frameOf = (scene: Scene, size: Size, paint: Paint): readonly string[] => {
  const { columns, rows } = size;
  const layout = layoutOf(columns);
  const lines = scene.rows.map((row) => rowLine(row, scene, layout, labelOf(row, scene), paint));
  const notes = scene.notes.slice(rows >= 30 ? -3 : -1);
  // Beside the rows, the notes and two lines of air; the last row is the cursor's.
  const flowing = Math.min(rows >= 36 ? 8 : 4, rows - lines.length - notes.length - 3);
  if (flowing > 0) lines.push("", ...pane(scene, columns, flowing, paint));
  lines.push("");
  for (const note of notes) {
    lines.push(`  ${paint("dim", sized(note, Math.max(0, columns - 4)).trimEnd())}`);
  }
  return lines.slice(0, Math.max(1, rows - 1));
};

const verdictOf = (finding: Finding): Label =>
  isRight(finding)
    ? { tone: "green", text: `✓ ${finding.says}` }
    : { tone: "red", text: `✗ ${finding.complaints[0]}` };

/** What stays of the board when its act is over: how far everybody came, and whether it was right. */
export const keptOf = (
  scene: Scene,
  { findings }: Outcome,
  { columns }: Size,
  paint: Paint,
): readonly string[] => {
  const layout = keptLayoutOf(columns);
  const rows = scene.rows.map((row) => {
    const finding = findings.find(({ name }) => name === row.name);
    return rowLine(row, scene, layout, finding ? verdictOf(finding) : labelOf(row, scene), paint);
  });
  const others = findings.filter(({ name }) => !scene.rows.some((row) => row.name === name));
  const claims = others.map((finding) => {
    const { tone, text } = verdictOf(finding);
    return `  ${sized(finding.name, layout.labelAt - 4)}  ${paint(tone, sized(text, layout.label).trimEnd())}`;
  });
  return [...rows, ...claims];
};
