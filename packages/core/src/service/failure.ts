const longestMessage = 1_000;
const longestCode = 100;

/** What a `failed` event says of an error: its code and message, cut to a measure, and never its stack. */
export const failureOf = (error: unknown): { code: string; message: string } => {
  const named = error instanceof Error && "code" in error ? error.code : undefined;
  const code = typeof named === "string" && named !== "" ? named : "source-failed";
  const message = error instanceof Error ? error.message : String(error);
  return { code: code.slice(0, longestCode), message: message.slice(0, longestMessage) };
};
