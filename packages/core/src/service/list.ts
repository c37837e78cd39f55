import { SegnoError } from "../errors/segno-error.ts";
import { isStale } from "../stream/head.ts";
import { checkOneOf, checkWhole } from "./checks.ts";
import type { Context } from "./context.ts";
import { type Description, descriptionOf } from "./describe.ts";
import type { LossWatch } from "./loss-watch.ts";
import { patienceOf, persist } from "./persist.ts";

export type ListOptions = {
  /** Where an earlier listing said to go on. */
  readonly cursor?: string;
  /** About how many streams to look at, 1 to 1,000, by default 100; the answer may hold fewer, or none, and still have a cursor. */
  readonly limit?: number;
  /** Only the streams that have no terminal, only those that have one; without it, both. */
  readonly only?: "active" | "ended";
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
  const { cursor, only } = options;
  checkOneOf("only", only, ["active", "ended"]);
  if (cursor !== undefined && typeof cursor !== "string") {
    throw new SegnoError("invalid-cursor", "A cursor is a text that a listing gave");
  }
  const limit = checkWhole("limit", options.limit ?? 100, 1, 1_000);
  const patience = patienceOf(context, context.settings.commandTimeoutMs, "list");
  const listing = await persist(patience, () =>
    context.catalogue.list({ ...(cursor !== undefined && { cursor }), limit }),
  );
  const { now } = listing;
  const wanted = listing.streams.filter(
    ({ head }) => only === undefined || (head.terminal === undefined) === (only === "active"),
  );
  for (const { id, head } of wanted) if (isStale(head, now)) lossWatch.suspect(id, head);
  return {
    streams: wanted.map(({ id, head }) => descriptionOf(id, head, now)),
    cursor: listing.cursor,
    inMemoryCount,
  };
};
