const longestMessage = 1_000;
const longestCode = 100;

const textOf = (value: unknown): string => {
  try {
    return typeof value === "string" ? value : String(value);
  } catch {
    return "an error that cannot be shown";
  }
};

/** What may be read of it, whatever its getters do. */
const field = (error: unknown, name: "code" | "message"): unknown => {
  try {
    return error instanceof Error
      ? (error as { readonly [key in typeof name]?: unknown })[name]
      : null;
  } catch {
    return null;
  }
};

/** What a `failed` event says of an error: its code and message, cut to a measure, and never its stack. Total. */
export const failureOf = (error: unknown): { code: string; message: string } => {
  const code = field(error, "code");
  const message = error instanceof Error ? textOf(field(error, "message") ?? "") : textOf(error);
  return {
    code: (typeof code === "string" && code !== "" ? code : "source-failed").slice(0, longestCode),
    message: message.slice(0, longestMessage),
  };
};
