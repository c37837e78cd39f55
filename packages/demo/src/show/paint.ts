import { styleText } from "node:util";

const tones = {
  plain: "reset",
  bold: "bold",
  dim: "dim",
  red: "red",
  green: "green",
  yellow: "yellow",
  blue: "blue",
  cyan: "cyan",
  magenta: "magenta",
} as const;

export type Tone = keyof typeof tones;

export type Paint = (tone: Tone, text: string) => string;

/** Colours, or the bare text: who decides has looked at the terminal already. */
export const createPaint =
  (coloured: boolean): Paint =>
  (tone, text) =>
    !coloured || tone === "plain" || text === ""
      ? text
      : styleText(tones[tone], text, { validateStream: false });
