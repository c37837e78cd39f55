import type { Follow, Recorded } from "@segno/core";
import { toTRPCError } from "./errors.ts";

/** A follower's events. A caller that went away is told nothing; one that is there hears why it ended, with our code. */
export async function* untilGone<A>(
  follow: Follow<A>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Recorded<A>, void, undefined> {
  try {
    yield* follow;
  } catch (error) {
    if (!signal?.aborted) throw toTRPCError(error);
  }
}
