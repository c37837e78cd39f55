import type { Begun } from "./begin.ts";
import type { Context } from "./context.ts";

/** Tells the catalogue that a stream of this process lives; of no effect where no catalogue wants to know. */
export const touch = async <A>(
  { catalogue }: Context<A>,
  { id, place, term, owner }: Begun,
): Promise<void> => {
  const { incarnation } = place;
  const { activeTtlMs, endedTtlMs } = term;
  const named = owner !== undefined && { owner };
  await catalogue.touch?.(id, { incarnation, activeTtlMs, endedTtlMs, ...named });
};
