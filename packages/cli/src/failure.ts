import { isSegnoError } from "@segno/core";
import { adviceFor } from "./advice.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** What went wrong, as it is told: a code, a sentence, and what to do. */
export type Failure = {
  readonly error: string;
  readonly message: string;
  readonly hint: string;
  readonly exit: number;
};

/** A refusal of the command line's own. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly code: string;
  readonly hint: string;
  readonly exit: ExitCode;

  constructor(exit: ExitCode, code: string, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.exit = exit;
  }
}

export const usageError = (message: string, hint = "See --help."): CliError =>
  new CliError(exitCodes.usage, "usage", message, hint);

/** A signal asked the process to end. Its code is what a producer's stream fails with. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly code = "interrupted";
  readonly exit: number;

  constructor(signal: "SIGINT" | "SIGTERM" | "SIGHUP", exit: number) {
    super(`Its producer was ended by ${signal}`);
    this.exit = exit;
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

export const failureOf = (error: unknown): Failure => {
  if (error instanceof CliError) {
    const { code, message, hint, exit } = error;
    return { error: code, message, hint, exit };
  }
  const message = messageOf(error);
  if (isSegnoError(error)) return { error: error.code, message, ...adviceFor[error.code] };
  if (error instanceof Error && error.message.startsWith("NOPERM")) {
    const hint = "docs/reference/redis.md lists the rights; segno doctor tries them.";
    return { error: "no-right", message, hint, exit: exitCodes.failed };
  }
  const hint = "--debug shows where it came from.";
  return { error: "internal", message, hint, exit: exitCodes.failed };
};
