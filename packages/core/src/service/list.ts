import type { HeadFilter } from "../stream/filter.ts";
import { isStale } from "../stream/head.ts";
import { checkWhole } from "./checks.ts";
import type { Context } from "./context.ts";
import { type Description, descriptionOf } from "./describe.ts";
import { lastEpochOf } from "./last-epoch.ts";
import { checkedFilter, listPage } from "./list-page.ts";
import type { LossWatch } from "./loss-watch.ts";
import { patienceOf } from "./persist.ts";

/** Which streams, and where to begin. Without a filter, all. */
export type ListOptions = HeadFilter & {
  /** Where an earlier listing with the same filter said to go on. */
  readonly cursor?: string;
  /** About how many streams to look at, 1 to 1,000, by default 100; the answer may hold fewer, or none, and still have a cursor. */
  readonly limit?: number;
};

export type Listed = {
  readonly streams: readonly Description[];
  /** Where to go on; null at the end. */
  readonly cursor: string | null;
  /** How many streams this process is writing. */
  readonly inMemoryCount: number;
};

export const list = async <A>(
  context: Context<A>,
  lossWatch: LossWatch,
  options: ListOptions,
  inMemoryCount: number,
): Promise<Listed> => {
  const filter = checkedFilter(options);
  const limit = checkWhole("limit", options.limit ?? 100, 1, 1_000);
  const { cursor } = options;
  const { streams, now, cursor: next } = await listPage(context, { filter, cursor, limit });
  for (const { id, head } of streams) if (isStale(head, now)) lossWatch.suspect(id, head);
  const patience = patienceOf(context, context.settings.commandTimeoutMs, "list");
  const described = streams.map(async ({ id, head }) =>
    descriptionOf(id, head, now, await lastEpochOf(context, patience, id, head)),
  );
  return {
    streams: await Promise.all(described),
    cursor: next,
    inMemoryCount,
  };
};
