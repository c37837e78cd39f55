import type { SweepOptions, Swept } from "@segno/core";
import { Command, Option } from "commander";
import type { Act, Scene } from "../act.ts";
import { confirmed } from "../confirm.ts";
import { exitCodes } from "../exit-codes.ts";
import { duration, given, whole } from "../flags.ts";
import { counted, span } from "../output/units.ts";

type Flags = Pick<SweepOptions, "only" | "owner" | "kind" | "cursor" | "limit" | "olderThan"> & {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
};

const sumOf = ({ removed, spared, declaredLost }: Swept, dryRun: boolean): string => {
  const parts = [
    `${counted(removed, "stream")} ${dryRun ? "would be removed" : "removed"}`,
    ...(spared > 0 ? [`${spared} spared`] : []),
    ...(declaredLost > 0 ? [`${declaredLost} of dead producers ended`] : []),
  ];
  return parts.join(", ");
};

const work = async (scene: Scene, flags: Flags): Promise<number> => {
  const { streams, out, signal } = scene;
  const { only, owner, kind, cursor, limit, olderThan, dryRun = false, yes = dryRun } = flags;
  const question = `Remove what was last written ${span(olderThan)} ago or longer?`;
  if (!(await confirmed(scene, question, yes))) {
    out.note("Nothing was removed");
    return exitCodes.ok;
  }
  let last: Swept | null = null;
  const options = { olderThan, dryRun, signal, ...given({ only, owner, kind, cursor, limit }) };
  for await (const step of streams.sweep(options)) {
    last = step;
    for (const streamId of step.streams) {
      if (out.json) await out.record({ streamId, ...(dryRun ? { dryRun } : {}) });
      else if (dryRun) await out.lines([streamId]);
    }
    out.progress(`${sumOf(step, dryRun)} …`);
  }
  if (!last) return exitCodes.ok;
  const { removed, spared, declaredLost } = last;
  if (out.json) await out.record({ removed, spared, declaredLost, cursor: last.cursor, dryRun });
  else if (dryRun) out.note(sumOf(last, dryRun));
  else await out.lines([sumOf(last, dryRun)]);
  if (last.cursor !== null) out.note(`There may be more: --cursor ${last.cursor}`);
  return exitCodes.ok;
};

export const sweepCommand = (act: Act): Command =>
  new Command("sweep")
    .summary("remove streams that are old")
    .description(
      "Removes streams that were last written to so long ago: by default those that have ended. May be run by several " +
        "processes at once.",
    )
    .addOption(
      new Option("--older-than <time>", "how long ago").argParser(duration).makeOptionMandatory(),
    )
    .addOption(
      new Option("--only <which>", "what lives is stopped first")
        .choices(["ended", "active", "any"])
        .default("ended"),
    )
    .option("--owner <name>", "those of one owner")
    .option("--kind <name>", "those of one kind")
    .option("--limit <count>", "no more than about so many", whole)
    .option("--cursor <cursor>", "go on where an earlier one stopped")
    .option("--dry-run", "remove nothing, and print what would be")
    .option("--yes", "do not ask")
    .action(act<Flags>(work));
