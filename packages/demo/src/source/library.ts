import { readFileSync } from "node:fs";
import type { TextInfo } from "../wire.ts";

const questions = {
  "dal-segno": "How does a choir of many languages start again at exactly the right place?",
  "one-string": "What does a page have to remember to survive a reload?",
  "a-small-log": "Show me the smallest log that can be resumed, as a program.",
} as const;

export const defaultText = "dal-segno";

/** The text as it lies on the disk; null where there is none of this name. */
export const textOf = (id: string): string | null =>
  Object.hasOwn(questions, id)
    ? readFileSync(new URL(`../../texts/${id}.md`, import.meta.url), "utf8")
    : null;

export const library = (): readonly TextInfo[] =>
  Object.entries(questions).map(([id, question]) => ({
    id,
    question,
    bytes: Buffer.byteLength(textOf(id) ?? ""),
  }));
