import type { Json, Run, StartOptions } from "@segno/core";
import { Command, Option } from "commander";
import type { Act, Scene } from "../act.ts";
import { exitOf, toneOf } from "../ended.ts";
import { duration, given, json } from "../flags.ts";
import { counted } from "../output/units.ts";
import { lines, reads, values } from "../pieces.ts";

type Flags = Pick<StartOptions, "owner" | "kind" | "ifStale" | "ifEnded"> & {
  readonly metadata?: Json;
  readonly lease?: number;
  readonly activeTtl?: number;
  readonly endedTtl?: number;
  readonly raw?: boolean;
  readonly format: "text" | "json";
};

const began = { new: "started", recreated: "begun anew", "taken-over": "taken over" } as const;

/** Writes what comes from stdin until it ends, the stream does, or a signal comes. */
const pour = async (
  run: Run<unknown>,
  { io }: Scene,
  { raw, format }: Pick<Flags, "raw" | "format">,
): Promise<number> => {
  const pieces = format === "json" ? values(io.stdin) : raw ? reads(io.stdin) : lines(io.stdin);
  const over = AbortSignal.any([io.interrupted, run.signal]);
  // A read that waits would not hear of it.
  const letGo = (): void => void io.stdin.destroy();
  over.addEventListener("abort", letGo, { once: true });
  let refused: unknown;
  let last: Promise<unknown> | null = null;
  let chunks = 0;
  try {
    for await (const piece of pieces) {
      await run.ready;
      last = run.write(piece);
      last.catch((error: unknown) => {
        refused ??= error;
      });
      chunks += 1;
      if (refused) throw refused;
    }
    // What is refused is so at once: by now all of them are known.
    await last;
    if (refused) throw refused;
  } catch (error) {
    if (!over.aborted) throw error;
  }
  if (io.interrupted.aborted) throw io.interrupted.reason;
  return chunks;
};

const work = async (scene: Scene, flags: Flags, [id = ""]: readonly string[]): Promise<number> => {
  const { io, out, streams } = scene;
  const { owner, kind, metadata, ifStale, ifEnded, lease, activeTtl, endedTtl } = flags;
  const options = given({
    ...{ owner, kind, metadata, ifStale, ifEnded },
    ...{ leaseMs: lease, activeTtlMs: activeTtl, endedTtlMs: endedTtl },
  });
  let chunks = 0;
  const ended = await streams.run(id, options, async (run) => {
    const typing = io.stdin.isTTY ? "; type, Ctrl-D ends it" : "";
    out.note(`${id} ${began[run.began]}${typing}`);
    chunks = await pour(run, scene, flags);
  });
  const { terminal, position } = ended;
  if (out.json) await out.record({ streamId: id, terminal, position, chunks });
  else {
    const said = out.paint(toneOf(terminal), terminal);
    await out.lines([`${id}  ${said}  ${counted(chunks, "chunk")}  ${position}`]);
  }
  return exitOf(terminal);
};

export const produceCommand = (act: Act): Command =>
  new Command("produce")
    .argument("<id>", "the stream's id")
    .summary("write a stream from stdin")
    .description(
      "Writes a stream from stdin, a chunk for each line, and completes it at the end of the input. SIGINT and " +
        "SIGTERM end it as failed (interrupted). While the input is silent it gives signs of life.",
    )
    .option("--raw", "a chunk for each read, whatever its size")
    .addOption(
      new Option("--format <format>", "text, or json: each line is one JSON value")
        .choices(["text", "json"])
        .default("text"),
    )
    .option("--owner <name>", "whose it is")
    .option("--kind <name>", "what it is")
    .option("--metadata <json>", "what its first event holds", json)
    .addOption(
      new Option("--if-stale <what>", "where its producer has died")
        .choices(["refuse", "take-over", "recreate"])
        .default("refuse"),
    )
    .addOption(
      new Option("--if-ended <what>", "where it has ended; recreate drops what it holds")
        .choices(["refuse", "recreate"])
        .default("refuse"),
    )
    .option("--lease <time>", "how long it may be silent (10s)", duration)
    .option("--active-ttl <time>", "how long it is kept while it goes on (1h)", duration)
    .option("--ended-ttl <time>", "how long it is kept after its end (24h)", duration)
    .action(act<Flags>(work));
