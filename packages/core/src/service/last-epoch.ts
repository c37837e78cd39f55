import { isLeft } from "fp-ts/lib/Either.js";
import type { Head } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Place } from "../stream/position.ts";
import type { Context } from "./context.ts";
import { type Patience, persist } from "./persist.ts";

/**
 * The epoch of the last event. It is the head's, but where a stream was taken over and nothing was written since: only
 * the log knows then. The first epoch, and the one that ended a stream, have always written.
 */
export const lastEpochOf = async <A>(
  { store }: Context<A>,
  patience: Patience,
  id: StreamId,
  { incarnation, epoch, offset, terminal }: Pick<Head, keyof Place | "terminal">,
): Promise<number> => {
  if (terminal !== undefined || epoch === 1) return epoch;
  const answer = await persist(patience, () => store.read(id, { incarnation, epoch, offset }, 1));
  const isOther = isLeft(answer) && answer.left._tag === "diverged";
  return (isOther ? answer.left.epoch : undefined) ?? epoch;
};
