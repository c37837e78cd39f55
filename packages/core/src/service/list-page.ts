import { SegnoError } from "../errors/segno-error.ts";
import type { Listing } from "../ports/catalogue.ts";
import { type HeadFilter, matches } from "../stream/filter.ts";
import { hashOf } from "../stream/hash.ts";
import type { TenantId } from "../stream/ids.ts";
import { checkName, checkOneOf, checkWhole } from "./checks.ts";
import type { Context } from "./context.ts";
import { patienceOf, persist } from "./persist.ts";

/** Streams that have been still for longer are no concern of a filter's. */
const longestMs = 10 * 365 * 86_400_000;

/** What is meant, once it was found to make sense. */
export const checkedFilter = ({ only, owner, kind, olderThan }: HeadFilter): HeadFilter => {
  checkOneOf("only", only, ["active", "ended"]);
  checkName("owner", owner);
  checkName("kind", kind);
  return {
    ...(only !== undefined && { only }),
    ...(owner !== undefined && { owner }),
    ...(kind !== undefined && { kind }),
    ...(olderThan !== undefined && {
      olderThan: checkWhole("olderThan", olderThan, 0, longestMs),
    }),
  };
};

/** A cursor is of one filter, and of one tenant: with another it would leave out what it has passed by. */
const sealOf = (
  tenant: TenantId | undefined,
  { only, owner, kind, olderThan }: HeadFilter,
): string => hashOf(JSON.stringify([tenant, only, owner, kind, olderThan]));

const cursorPattern = /^([0-9a-z]{7})\.(.+)$/s;

const unsealed = (seal: string, cursor: unknown): string => {
  const [, given, own] = (typeof cursor === "string" && cursorPattern.exec(cursor)) || [];
  if (own === undefined) {
    throw new SegnoError("invalid-cursor", "A cursor is a text that a listing gave");
  }
  if (given !== seal) {
    throw new SegnoError("invalid-cursor", "This cursor was given for another filter or tenant");
  }
  return own;
};

export type PageOptions = {
  readonly filter: HeadFilter;
  /** As an earlier page of the same filter gave it. */
  readonly cursor?: string | undefined;
  /** About how many streams to look at. */
  readonly limit: number;
};

/** One page of what the filter matches, and of nothing else. */
export const listPage = async <A>(
  context: Context<A>,
  { filter, cursor, limit }: PageOptions,
): Promise<Listing> => {
  const seal = sealOf(context.tenant, filter);
  const own = cursor === undefined ? undefined : unsealed(seal, cursor);
  const patience = patienceOf(context, context.settings.commandTimeoutMs, "list");
  const listing = await persist(patience, () =>
    context.catalogue.list({ ...(own !== undefined && { cursor: own }), limit, filter }),
  );
  const { streams, now } = listing;
  return {
    ...listing,
    streams: streams.filter(({ head }) => matches(filter, head, now)),
    cursor: listing.cursor === null ? null : `${seal}.${listing.cursor}`,
  };
};
