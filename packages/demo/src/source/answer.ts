import { defaultText, library, textOf } from "./library.ts";

/** What was asked, and what the model will say: the source that every reader is compared with. */
export const question: string = library().find(({ id }) => id === defaultText)?.question ?? "";

export const answerText = (): string => textOf(defaultText) ?? "";

export const userMessageId = "question";
export const aiMessageId = "answer";
export const model = "segno-demo-1";
