import { readFileSync } from "node:fs";

/** What was asked, and what the model will say: the source that every reader is compared with. */
export const question =
  "How does a choir of many languages start again at exactly the right place?";

export const answerText = (): string =>
  readFileSync(new URL("../../texts/dal-segno.md", import.meta.url), "utf8");

export const userMessageId = "question";
export const aiMessageId = "answer";
export const model = "segno-demo-1";
