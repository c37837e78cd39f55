import { Command, Option } from "commander";
import { type Act, createAct } from "./act.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { eraseCommand } from "./commands/erase.ts";
import { followCommand } from "./commands/follow.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { lsCommand } from "./commands/ls.ts";
import { produceCommand } from "./commands/produce.ts";
import { readCommand } from "./commands/read.ts";
import { stopCommand } from "./commands/stop.ts";
import { sweepCommand } from "./commands/sweep.ts";
import { duration } from "./flags.ts";
import type { Io } from "./io.ts";
import { stores } from "./place/place.ts";

const commands: readonly ((act: Act) => Command)[] = [
  produceCommand,
  followCommand,
  readCommand,
  stopCommand,
  lsCommand,
  inspectCommand,
  sweepCommand,
  eraseCommand,
  doctorCommand,
];

const common = (): readonly Option[] => [
  new Option("--url <address>", "the Redis server (REDIS_URL)"),
  new Option("--store <which>", "which adapter wrote the streams").choices([...stores]),
  new Option("--prefix <text>", "what its keys begin with (SEGNO_PREFIX)"),
  new Option("--tenant <name>", "whose streams (SEGNO_TENANT)"),
  new Option("--timeout <time>", "how long to try when the server goes away").argParser(duration),
  new Option("--json", "one JSON object per line, on stderr too"),
  new Option("--debug", "with errors, where they came from"),
];

/** The commands, for whoever runs them, and whoever holds the page of them. `end` is told the exit code. */
export const createProgram = (io: Io, end: (code: number) => void): Command => {
  const program = new Command("segno")
    .description("Produce, follow, look at and look after resumable streams.")
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      // Told by `run`, as all errors are.
      writeErr: () => {},
    })
    .exitOverride();
  for (const option of common()) program.addOption(option);
  const act = createAct(io, end);
  for (const make of commands) {
    const command = make(act);
    program.addCommand(command.copyInheritedSettings(program));
  }
  return program;
};
