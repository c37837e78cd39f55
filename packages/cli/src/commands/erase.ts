import type { ErasureReceipt } from "@segno/core";
import { Command } from "commander";
import type { Act, Scene } from "../act.ts";
import { confirmed } from "../confirm.ts";
import { exitCodes } from "../exit-codes.ts";
import { given } from "../flags.ts";
import { type Field, fieldsOf } from "../output/table.ts";
import { counted, grouped, moment, span } from "../output/units.ts";

type Flags = {
  readonly owner: string;
  readonly reader?: string;
  readonly everywhere?: boolean;
  readonly yes?: boolean;
};

/** How many streams are listed as the owner's: so that who is asked knows what goes. */
const listed = async ({ streams, out, signal }: Scene, owner: string): Promise<number> => {
  const seen = new Set<string>();
  let cursor: string | null = null;
  do {
    const page = await streams.list({ owner, limit: 1_000, ...(cursor !== null && { cursor }) });
    for (const { streamId } of page.streams) seen.add(streamId);
    cursor = page.cursor;
    out.progress(`${counted(seen.size, "stream")} …`);
  } while (cursor !== null && !signal.aborted);
  return seen.size;
};

const besideOf = ({ counts }: ErasureReceipt): string =>
  Object.entries(counts.beside)
    .map(([kind, count]) => `${grouped(count)} ${kind}`)
    .join(", ");

const fieldsFor = (receipt: ErasureReceipt): readonly Field[] => {
  const { owner, counts, notFound, startedAt, finishedAt, complete } = receipt;
  const took = span(finishedAt - startedAt);
  return [
    ["erased", owner, "bold"],
    ["streams", `${grouped(counts.streams)}, of which ${grouped(counts.live)} had no ending`],
    ["events", grouped(counts.events)],
    ["beside", besideOf(receipt) || "nothing"],
    ["not found", counted(notFound.length, "stream")],
    ["at", `${moment(startedAt)}, took ${took}`],
    complete
      ? ["complete", "yes: a last look found nothing", "green"]
      : ["complete", "no: streams were begun all the time; erase again", "red"],
  ];
};

const work = async (scene: Scene, flags: Flags): Promise<number> => {
  const { streams, out, signal } = scene;
  const { owner, reader, everywhere, yes = false } = flags;
  const count = yes ? 0 : await listed(scene, owner);
  const question = `Erase ${counted(count, "stream")} of ${owner}, and where they were as a reader?`;
  if (!(await confirmed(scene, question, yes))) {
    out.note("Nothing was erased");
    return exitCodes.ok;
  }
  out.progress(`erasing what is kept of ${owner} …`);
  const receipt = await streams.erase({ owner, signal, ...given({ reader, everywhere }) });
  if (out.json) await out.record(receipt);
  else await out.lines(fieldsOf(fieldsFor(receipt), out.paint));
  return receipt.complete ? exitCodes.ok : exitCodes.failed;
};

export const eraseCommand = (act: Act): Command =>
  new Command("erase")
    .summary("remove all that is kept of a person")
    .description(
      "Removes all streams of an owner, live ones too, and where that person was as a reader of others'. Prints a " +
        "receipt. One that was cut short is gone on with by the next.",
    )
    .requiredOption("--owner <name>", "whose streams")
    .option("--reader <name>", "what the person is called as a reader, where that is another name")
    .option("--everywhere", "look through all streams, not only where the owner's are listed")
    .option("--yes", "do not ask")
    .action(act<Flags>(work));
