import stringWidth from "string-width";
import type { Paint, Tone } from "./paint.ts";
import { tame } from "./tame.ts";

export type Column<Row> = {
  readonly head: string;
  readonly cell: (row: Row) => string;
  readonly align?: "right";
  readonly tone?: (row: Row) => Tone;
  /** Left out where the terminal has fewer columns than this. */
  readonly from?: number;
};

const gap = "  ";

const padded = (text: string, width: number, align: "right" | undefined): string => {
  const fill = " ".repeat(Math.max(0, width - stringWidth(text)));
  return align === "right" ? fill + text : text + fill;
};

/**
 * A table that may come in pages: the first gives the columns their widths. Nothing is cut, so that what is shown can be
 * copied.
 */
export const createTable = <Row>(
  columns: readonly Column<Row>[],
  paint: Paint,
  room: number = Number.POSITIVE_INFINITY,
): ((rows: readonly Row[]) => readonly string[]) => {
  const shown = columns.filter(({ from = 0 }) => room >= from);
  let widths: readonly number[] | null = null;
  return (rows) => {
    const texts = rows.map((row) => shown.map(({ cell }) => tame(cell(row))));
    const heads: string[] = [];
    if (!widths && rows.length > 0) {
      widths = shown.map(({ head }, at) =>
        Math.max(head.length, ...texts.map((cells) => stringWidth(cells[at] ?? ""))),
      );
      const line = shown.map(({ head, align }, at) => padded(head, widths?.[at] ?? 0, align));
      heads.push(paint("dim", line.join(gap).trimEnd()));
    }
    const lineOf = (row: Row, cells: readonly string[]): string =>
      shown
        .map(({ align, tone }, at) => {
          const last = at === shown.length - 1 && align === undefined;
          const text = padded(cells[at] ?? "", last ? 0 : (widths?.[at] ?? 0), align);
          return paint(tone?.(row) ?? "plain", text);
        })
        .join(gap)
        .trimEnd();
    return [...heads, ...rows.map((row, at) => lineOf(row, texts[at] ?? []))];
  };
};

export type Field = readonly [name: string, value: string, tone?: Tone];

/** Names and what they are, one under the other. */
export const fieldsOf = (fields: readonly Field[], paint: Paint): readonly string[] => {
  const width = Math.max(...fields.map(([name]) => name.length));
  return fields.map(
    ([name, value, tone = "plain"]) =>
      `${paint("dim", name.padEnd(width))}${gap}${paint(tone, tame(value))}`,
  );
};
