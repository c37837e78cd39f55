import { readFile } from "node:fs/promises";

/** A real text: what the page's longest answer is read from. */
const source = new URL("../../demo/texts/dal-segno.md", import.meta.url);

/** As a model gives it: some letters at a time, most words with the space before them. */
const token = /\s?\S{1,6}|\s+/gu;

/** So many tokens of a real text; it begins again where it ends. */
export const answerOf = async (tokens: number): Promise<readonly string[]> => {
  const pieces = (await readFile(source, "utf8")).match(token) ?? [];
  return Array.from({ length: tokens }, (_, at) => pieces[at % pieces.length] ?? "");
};
