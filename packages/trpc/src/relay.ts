import type { Follow, Recorded } from "@segno/core";
import { toTRPCError } from "./errors.ts";

/** Ends without a word where its reader has gone, with our code where something else has ended it. */
export type Relayed<Out> = AsyncIterableIterator<Out, void, undefined>;

const over = { done: true, value: undefined } as const;

/**
 * A follower's events as they go out, until `out` gives null. No generator: `return` of one that waits for the next event
 * would wait too.
 */
export const relay = <A, Out>(
  follow: Follow<A>,
  signal: AbortSignal | undefined,
  out: (event: Recorded<A>) => Out | null,
): Relayed<Out> => {
  const leave = async () => {
    await follow.return();
    return over;
  };
  const relayed: Relayed<Out> = {
    next: async () => {
      try {
        const step = await follow.next();
        const value = step.done ? null : out(step.value);
        return value === null ? await leave() : { done: false, value };
      } catch (error) {
        if (signal?.aborted) return over;
        throw toTRPCError(error);
      }
    },
    return: leave,
    [Symbol.asyncIterator]: () => relayed,
  };
  return relayed;
};
