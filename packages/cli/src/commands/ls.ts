import type { Description } from "@segno/core";
import { Command } from "commander";
import type { Act, Scene } from "../act.ts";
import { toneOf } from "../ended.ts";
import { exitCodes } from "../exit-codes.ts";
import { given, whole } from "../flags.ts";
import { type Column, createTable } from "../output/table.ts";
import { ago, ahead, counted, grouped } from "../output/units.ts";
import { type FilterFlags, filterOf, withFilter } from "./filter.ts";

type Flags = FilterFlags & {
  readonly limit: number;
  readonly all?: boolean;
  readonly cursor?: string;
};

const columns: readonly Column<Description>[] = [
  { head: "ID", cell: ({ streamId }) => streamId },
  { head: "STATUS", cell: ({ status }) => status, tone: ({ status }) => toneOf(status) },
  { head: "CHUNKS", cell: ({ chunks }) => grouped(chunks), align: "right" },
  { head: "WRITTEN", cell: ({ lastActivity }) => ago(Date.now() - lastActivity), from: 60 },
  { head: "EXPIRES", cell: ({ expiresAt }) => ahead(expiresAt - Date.now()), from: 76 },
  { head: "KIND", cell: ({ kind }) => kind ?? "", from: 90 },
  { head: "OWNER", cell: ({ owner }) => owner ?? "", from: 60 },
];

const pageMost = 1_000;

const work = async (scene: Scene, flags: Flags): Promise<number> => {
  const { streams, out, signal } = scene;
  const { limit, all = false } = flags;
  const filter = filterOf(flags);
  const table = createTable(columns, out.paint, out.room);
  // A walk may come past a stream twice.
  const seen = new Set<string>();
  let cursor: string | null | undefined = flags.cursor;
  do {
    const wanted = all ? pageMost : Math.min(pageMost, limit - seen.size);
    const page = await streams.list(
      given({ ...filter, limit: wanted, cursor: cursor ?? undefined }),
    );
    const fresh = page.streams.filter(({ streamId }) => !seen.has(streamId));
    for (const { streamId } of fresh) seen.add(streamId);
    if (out.json) for (const one of fresh) await out.record(one);
    else await out.lines(table(fresh));
    cursor = page.cursor;
    if (cursor !== null) out.progress(`${counted(seen.size, "stream")} …`);
  } while (cursor !== null && !signal.aborted && (all || seen.size < limit));
  if (cursor !== null && out.json) await out.record({ cursor });
  if (cursor !== null) out.note(`More: --cursor ${cursor}, or --all`);
  else if (seen.size === 0) out.note("No such streams");
  return exitCodes.ok;
};

export const lsCommand = (act: Act): Command =>
  withFilter(
    new Command("ls")
      .summary("list streams")
      .description(
        "Lists streams, in no order. What begins or ends meanwhile may be missing. With --json each is a line; where " +
          "there are more, the last line has the cursor.",
      ),
  )
    .option("--limit <count>", "about how many", whole, 100)
    .option("--all", "all of them")
    .option("--cursor <cursor>", "go on where an earlier list stopped, with the same filter")
    .action(act<Flags>(work));
