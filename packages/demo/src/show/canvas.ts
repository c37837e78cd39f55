import { stripVTControlCharacters } from "node:util";
import type { Size } from "./frame.ts";
import { columnsOf } from "./width.ts";

const csi = "\u001b[";
const hideCursor = `${csi}?25l`;
const showCursor = `${csi}?25h`;
/** A line that a terminal finds wider than we did is cut at its edge, and moves no other. */
const noWrap = `${csi}?7l`;
const wrap = `${csi}?7h`;
/** Both ends of one frame, so that nobody sees half of it; ignored where it is not known. */
const beginFrame = `${csi}?2026h`;
const endFrame = `${csi}?2026l`;
/** Before the line: after it, in the last column, it would take the last letter away. */
const clearLine = `${csi}K`;
const clearBelow = `${csi}J`;

const widthOf = (line: string): number => columnsOf(stripVTControlCharacters(line));

/** The part of a terminal that is drawn again and again, below what stays. */
export type Canvas = {
  /** Replaces what was drawn before. */
  readonly draw: (lines: readonly string[]) => void;
  /** The same, and it stays: what is drawn next comes below. */
  readonly keep: (lines: readonly string[]) => void;
  readonly restore: () => void;
};

export const createCanvas = (write: (text: string) => void, size: () => Size): Canvas => {
  let drawn: readonly string[] = [];
  let taken = false;

  const take = (): string => {
    if (taken) return "";
    taken = true;
    return hideCursor + noWrap;
  };

  /** How many lines the last drawing takes now: a terminal that was made narrower has wrapped them. */
  const height = (): number => {
    const { columns } = size();
    return drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
  };

  const put = (lines: readonly string[]): string => {
    const up = height();
    const back = up > 0 ? `\r${csi}${up}A` : "\r";
    return `${back}${lines.map((line) => `${clearLine}${line}\n`).join("")}${clearBelow}`;
  };

  return {
    draw: (lines) => {
      write(take() + beginFrame + put(lines) + endFrame);
      drawn = lines;
    },
    keep: (lines) => {
      write(take() + beginFrame + put(lines) + endFrame);
      drawn = [];
    },
    restore: () => {
      if (!taken) return;
      taken = false;
      write(wrap + showCursor);
    },
  };
};
