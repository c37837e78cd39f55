import stringWidth from "string-width";
import { graphemesOf } from "../source/letters.ts";

const widths = new Map<string, number>();

/** How many columns a letter takes; measured once, since a board asks a hundred thousand times. */
const widthOf = (letter: string): number => {
  let width = widths.get(letter);
  if (width === undefined) {
    width = stringWidth(letter);
    widths.set(letter, width);
  }
  return width;
};

/** How many columns a plain text takes. */
export const columnsOf = (text: string): number =>
  graphemesOf(text).reduce((sum, letter) => sum + widthOf(letter), 0);

/**
 * What may be shown within a line: no control characters, no separators, nothing that turns the direction of what
 * comes after. Joiners stay: they hold families and flags together.
 */
export const tame = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, "");

/** The first letters that fit. */
const head = (letters: readonly string[], columns: number): string => {
  let used = 0;
  let text = "";
  for (const letter of letters) {
    used += widthOf(letter);
    if (used > columns) break;
    text += letter;
  }
  return text;
};

/** Exactly so many columns: cut with an ellipsis, or filled with spaces. */
export const sized = (text: string, columns: number, align: "left" | "right" = "left"): string => {
  if (columns <= 0) return "";
  const width = columnsOf(text);
  const short = width <= columns ? text : `${head(graphemesOf(text), columns - 1)}…`;
  const fill = " ".repeat(Math.max(0, columns - columnsOf(short)));
  return align === "left" ? short + fill : fill + short;
};

/** The last letters that fit: what flows by. */
export const tail = (text: string, columns: number): string => {
  // A letter rarely takes more than a dozen units; the first of the piece may be half of one.
  const start = Math.max(0, text.length - columns * 4 - 16);
  const letters = graphemesOf(text.slice(start)).slice(start > 0 ? 1 : 0);
  let used = 0;
  let from = letters.length;
  while (from > 0) {
    used += widthOf(tame(letters[from - 1] ?? ""));
    if (used > columns) break;
    from -= 1;
  }
  return tame(letters.slice(from).join(""));
};

/** Breaks a line of text into lines that fit, at spaces where there are any. */
const wrapLine = (line: string, columns: number): readonly string[] => {
  const lines: string[] = [];
  let current: string[] = [];
  let used = 0;
  for (const letter of graphemesOf(line)) {
    const width = widthOf(letter);
    if (used + width > columns) {
      const space = current.lastIndexOf(" ");
      const broken = space > current.length / 3 ? space + 1 : current.length;
      lines.push(current.slice(0, broken).join("").trimEnd());
      current = current.slice(broken);
      used = current.reduce((sum, kept) => sum + widthOf(kept), 0);
    }
    current.push(letter);
    used += width;
  }
  lines.push(current.join(""));
  return lines;
};

/** A line as it is shown, and how. */
export type Shown = { readonly text: string; readonly tone: "plain" | "bold" | "cyan" };

const fence = /^```/;

/** Code in one colour, headings in bold: as much of Markdown as a line can know. */
const toned = (line: string, inCode: boolean): Shown["tone"] => {
  if (inCode || fence.test(line)) return "cyan";
  return line.startsWith("#") ? "bold" : "plain";
};

/** The last lines of a text, wrapped; what was shown once stays where it was while the text grows. */
export const lastLines = (text: string, columns: number, rows: number): readonly Shown[] => {
  // Wrapped from the beginning of a paragraph, so that the breaks do not move from one frame to the next.
  const enough = Math.max(0, text.length - columns * rows * 2);
  const from = text.lastIndexOf("\n", enough) + 1;
  let inCode =
    text
      .slice(0, from)
      .split("\n")
      .filter((line) => fence.test(line)).length %
      2 ===
    1;
  const lines = text
    .slice(from)
    .split("\n")
    .flatMap((line) => {
      const tone = toned(line, inCode);
      if (fence.test(line)) inCode = !inCode;
      const flat = tame(line.replaceAll("\t", "  "));
      return wrapLine(flat, columns).map((piece) => ({ text: piece, tone }));
    });
  return lines.slice(-rows);
};
