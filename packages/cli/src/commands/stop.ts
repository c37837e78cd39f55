import type { StopOptions } from "@segno/core";
import { Command } from "commander";
import type { Act, Scene } from "../act.ts";
import { toneOf } from "../ended.ts";
import { exitCodes } from "../exit-codes.ts";
import { given } from "../flags.ts";

const work = async (
  { streams, out }: Scene,
  { by, reason, incarnation }: StopOptions,
  [id = ""]: readonly string[],
): Promise<number> => {
  const ended = await streams.stop(id, given({ by, reason, incarnation }));
  const { terminal, position, mine } = ended;
  if (out.json) await out.record({ streamId: id, terminal, position, mine });
  else {
    const said = out.paint(toneOf(terminal), terminal);
    await out.lines([`${id}  ${said}${mine ? "" : " already"}  ${position}`]);
  }
  return exitCodes.ok;
};

export const stopCommand = (act: Act): Command =>
  new Command("stop")
    .argument("<id>", "the stream's id")
    .summary("end a stream, whoever writes it")
    .description(
      "Ends a stream: nothing more can be written to it. One that has ended already is left as it is.",
    )
    .option("--by <name>", "who stops it")
    .option("--reason <text>", "why")
    .option("--incarnation <ulid>", "the life that is meant; another one is not touched")
    .action(act<StopOptions>(work));
