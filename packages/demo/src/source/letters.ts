import { createHash } from "node:crypto";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What a person would count: a flag, a family and an accented letter are one each. */
export const graphemesOf = (text: string): readonly string[] =>
  Array.from(segmenter.segment(text), ({ segment }) => segment);

export const lettersIn = (text: string): number => graphemesOf(text).length;

/** The first eight digits of its SHA-256: enough to tell two texts apart by eye. */
export const shortHash = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 8);
