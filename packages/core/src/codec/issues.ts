import { z } from "zod";
import { NotJson } from "./losses.ts";

export type PayloadIssue = { readonly path: string; readonly message: string };

/** The schema refused it, or JSON does not carry it (undefined, NaN, a BigInt, a cycle, a function, a Map). */
export type InvalidPayload = {
  readonly _tag: "invalid-payload";
  readonly issues: readonly PayloadIssue[];
};

/** Without the parser's words: they quote the text, which may be private. */
const wordsOf = (cause: unknown): string => {
  if (cause instanceof SyntaxError) return "it is not JSON";
  return cause instanceof Error ? cause.message : "it was refused without an error";
};

/** What was thrown on the way, as issues: a schema's own, or one that concerns the whole. */
export const issuesOf = (cause: unknown): readonly PayloadIssue[] =>
  cause instanceof z.ZodError
    ? cause.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message }))
    : [{ path: cause instanceof NotJson ? cause.path : "", message: wordsOf(cause) }];

export const reasonOf = (cause: unknown): string =>
  issuesOf(cause)
    .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
    .join("; ");
