import { Command } from "commander";
import type { Act, Scene } from "../act.ts";
import { exitCodes } from "../exit-codes.ts";
import { several } from "../flags.ts";
import { findingsOf } from "../inspect/findings.ts";
import { groupTable, readerTable, streamFields } from "../inspect/shown.ts";
import { fieldsOf } from "../output/table.ts";

type Flags = { readonly reader?: readonly string[] };

const work = async (
  scene: Scene,
  { reader = [] }: Flags,
  [id = ""]: readonly string[],
): Promise<number> => {
  const { out } = scene;
  const found = await findingsOf(scene, id, reader);
  if (out.json) {
    await out.record(found);
    return exitCodes.ok;
  }
  await out.lines(fieldsOf(streamFields(found), out.paint));
  if (found.readers.length > 0) await out.lines(["", ...readerTable(found.readers, out.paint)]);
  if (found.groups && found.groups.length > 0) {
    await out.lines(["", ...groupTable(found.groups, out.paint)]);
  }
  return exitCodes.ok;
};

export const inspectCommand = (act: Act): Command =>
  new Command("inspect")
    .argument("<id>", "the stream's id")
    .summary("everything that is known of a stream")
    .description(
      "Shows a stream's state, its lease, how long it is kept, what it takes, and how far its readers and groups are.",
    )
    .option("--reader <name>", "this reader alone (may be given several times)", several)
    .action(act<Flags>(work));
