import type { HeadFilter } from "@segno/core";
import { type Command, Option } from "commander";
import { duration, given } from "../flags.ts";

export type FilterFlags = {
  readonly active?: boolean;
  readonly ended?: boolean;
  readonly owner?: string;
  readonly kind?: string;
  readonly olderThan?: number;
};

/** Which streams are meant. */
export const filterOf = ({ active, ended, owner, kind, olderThan }: FilterFlags): HeadFilter =>
  given({
    only: active ? ("active" as const) : ended ? ("ended" as const) : undefined,
    owner,
    kind,
    olderThan,
  });

export const withFilter = (command: Command): Command =>
  command
    .addOption(new Option("--active", "those that have no ending").conflicts("ended"))
    .addOption(new Option("--ended", "those that have one"))
    .option("--owner <name>", "those of one owner")
    .option("--kind <name>", "those of one kind")
    .option("--older-than <time>", "those last written to so long ago", duration);
