import { Command } from "commander";
import type { Act, Scene } from "../act.ts";
import { exitCodes } from "../exit-codes.ts";
import { counted } from "../output/units.ts";
import { show } from "./follow.ts";

const work = async (scene: Scene, _: object, [id = ""]: readonly string[]): Promise<number> => {
  const { out, streams, signal } = scene;
  const { content, events, meta } = await streams.read(id);
  if (!out.json) {
    await out.text(content ?? "");
    out.note(`— ${meta.status}, ${counted(meta.chunks, "chunk")}`);
    return exitCodes.ok;
  }
  for (const event of events) {
    if (signal.aborted) break;
    await show(scene, event);
  }
  return exitCodes.ok;
};

export const readCommand = (act: Act): Command =>
  new Command("read")
    .argument("<id>", "the stream's id")
    .summary("print what a stream holds now")
    .description(
      "Prints what a stream holds now, and does not wait for more. With --json each event is a line.",
    )
    .action(act(work));
