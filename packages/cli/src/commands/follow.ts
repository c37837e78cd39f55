import { beginning, isSegnoError, type Recorded } from "@segno/core";
import { Command } from "commander";
import type { Act, Scene } from "../act.ts";
import { exitOf } from "../ended.ts";
import { CliError, failureOf, usageError } from "../failure.ts";
import { duration, given } from "../flags.ts";
import { textOf } from "../text-of.ts";

type Flags = {
  readonly after?: string;
  readonly fromStart?: boolean;
  readonly reader?: string;
  readonly wait?: number;
};

const noteOf = (event: Recorded<unknown>): string | null => {
  switch (event.type) {
    case "started":
      return event.reset ? "— begun anew: what came before is replaced" : null;
    case "chunk":
      return null;
    case "completed":
      return `— completed${event.reason === undefined ? "" : `: ${event.reason}`}`;
    case "stopped": {
      const by = event.by === undefined ? "" : ` by ${event.by}`;
      return `— stopped${by}${event.reason === undefined ? "" : `: ${event.reason}`}`;
    }
    case "failed":
      return `— failed (${event.code}): ${event.message}`;
    default:
      return event satisfies never;
  }
};

/** Shows one event, as it came. */
export const show = async (
  { out }: Pick<Scene, "out">,
  event: Recorded<unknown>,
): Promise<void> => {
  if (out.json) return out.record(event);
  if (event.type === "chunk") await out.text(textOf(event.data));
  const note = noteOf(event);
  if (note !== null) out.note(note);
};

/** Whoever goes on later has to know where. */
const goingOn = (error: unknown, id: string, position: string | null): unknown => {
  if (position === null || !isSegnoError(error, "store-unavailable")) return error;
  const { error: code, message, exit } = failureOf(error);
  const hint = `Go on with: segno follow ${id} --after ${position}`;
  return new CliError(exit as 5, code, message, hint);
};

const work = async (scene: Scene, flags: Flags, [id = ""]: readonly string[]): Promise<number> => {
  const { streams, signal } = scene;
  const { fromStart, reader, wait } = flags;
  if (fromStart && flags.after !== undefined) {
    throw usageError("--after and --from-start do not go together");
  }
  const after = fromStart ? beginning : flags.after;
  // From the beginning, by whichever name, nothing proves that the stream was there.
  const waiting = wait ?? (after === beginning ? 5_000 : undefined);
  const follow = streams.follow(id, given({ after, reader, wait: waiting, signal }));
  let position: string | null = null;
  try {
    for await (const event of follow) {
      await show(scene, event);
      position = event.position;
      if (reader !== undefined) follow.ack(position).catch(() => {});
    }
  } catch (error) {
    throw goingOn(error, id, position);
  }
  const ended = await follow.ended;
  return ended._tag === "completed" || ended._tag === "stopped" || ended._tag === "failed"
    ? exitOf(ended._tag)
    : 1;
};

export const followCommand = (act: Act): Command =>
  new Command("follow")
    .argument("<id>", "the stream's id")
    .summary("print a stream as it is written")
    .description(
      "Prints what a stream holds and what comes, until it ends. Where the server goes away it waits, and goes on " +
        "where it was. With --json each event is a line.",
    )
    .option("--after <position>", "begin after this position")
    .option("--from-start", "begin with the first event, whatever --reader has acknowledged")
    .option(
      "--reader <name>",
      "begin after what this reader has acknowledged; acknowledge what is printed",
    )
    .option("--wait <time>", "how long to wait for a stream that is not there yet (5s)", duration)
    .action(act<Flags>(work));
