import { readFileSync } from "node:fs";

/** A real answer, with several scripts and emoji in it. */
export const realText: string = readFileSync(
  new URL("../../../demo/texts/dal-segno.md", import.meta.url),
  "utf8",
);

/** A text as a model would send it: word by word, the spaces with what follows. */
export const words = (text: string): readonly string[] => text.match(/\s*\S+|\s+$/gu) ?? [];
