import { CommanderError } from "commander";
import { exitCodes } from "./exit-codes.ts";
import { failureOf, usageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { createOutput } from "./output/output.ts";
import { createProgram } from "./program.ts";

const saidBy = ({ message }: CommanderError): string =>
  message.replace(/^error: /, "").replaceAll(/\s*\n\s*/g, " ");

/** Runs one command line, `["follow", "answer-1"]`, and resolves with its exit code. Rejects never. */
export const run = async (args: readonly string[], io: Io): Promise<number> => {
  let code: number = exitCodes.ok;
  const program = createProgram(io, (ended) => {
    code = ended;
  });
  try {
    if (args.length === 0) {
      io.stdout.write(program.helpInformation());
      return exitCodes.usage;
    }
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
    const wrong = error instanceof CommanderError ? usageError(saidBy(error)) : error;
    const failure = failureOf(wrong);
    createOutput(io, args.includes("--json")).failure(failure);
    return failure.exit;
  }
};
