import type { Command } from "commander";
import { exitCodes } from "./exit-codes.ts";
import { failureOf } from "./failure.ts";
import type { Io } from "./io.ts";
import { createOutput, isClosedPipe, type Output } from "./output/output.ts";
import { type Opened, open } from "./place/open.ts";
import { type PlaceFlags, placeOf } from "./place/place.ts";

/** Flags that every command has. */
export type CommonFlags = PlaceFlags & {
  readonly json?: boolean;
  readonly debug?: boolean;
};

/** What a command works with. */
export type Scene = Opened & {
  readonly io: Io;
  readonly out: Output;
  /** Aborts when a signal asks to end, or when nobody reads the output any more. */
  readonly signal: AbortSignal;
};

type Work<Flags> = (
  scene: Scene,
  flags: Flags & CommonFlags,
  args: readonly string[],
) => Promise<number>;

/** Makes a command's action of its work: opens the place, tells what went wrong, closes, hands on the exit code. */
export type Act = <Flags>(work: Work<Flags>) => (...given: unknown[]) => Promise<void>;

export const createAct =
  (io: Io, end: (code: number) => void): Act =>
  <Flags>(work: Work<Flags>) =>
  async (...given) => {
    const command = given.at(-1) as Command;
    const flags = command.optsWithGlobals<Flags & CommonFlags>();
    const out = createOutput(io, flags.json === true);
    const signal = AbortSignal.any([io.interrupted, out.unread]);
    const codeOf = (code: number): number => {
      if (io.interrupted.aborted) return io.interrupted.reason.exit;
      if (!out.unread.aborted) return code;
      if (isClosedPipe(out.unread.reason)) return exitCodes.ok;
      out.failure(failureOf(out.unread.reason));
      return exitCodes.failed;
    };
    let opened: Opened | null = null;
    try {
      opened = await open(placeOf(flags, io.env));
      end(codeOf(await work({ ...opened, io, out, signal }, flags, command.args)));
    } catch (error) {
      const failure = failureOf(error);
      end(codeOf(failure.exit));
      if (signal.aborted) return;
      out.failure(failure);
      if (flags.debug && error instanceof Error) io.stderr.write(`${error.stack}\n`);
    } finally {
      await opened?.close();
    }
  };
