import { isLeft } from "fp-ts/lib/Either.js";
import type { StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import { refusalError } from "./refuse.ts";
import { settle } from "./settle.ts";
import { incarnationOf } from "./stop.ts";

export type RemoveOptions = {
  /** The life that is meant; without it, the one that is there now. */
  readonly incarnation?: string;
};

/** Removes a stream, log and head together. Who follows it, and who writes it, is told `deleted`. */
export const remove = async <A>(
  context: Context<A>,
  id: StreamId,
  options: RemoveOptions,
): Promise<void> => {
  const { clock, settings } = context;
  const named = incarnationOf(options.incarnation);
  const settled = await settle(context, {
    id,
    command: (incarnation) => ({ type: "remove", ...(incarnation && { incarnation }), ...named }),
    batchOf: () => ({ entries: [] }),
    until: clock.elapsed() + settings.commandTimeoutMs,
  });
  if (isLeft(settled)) throw refusalError(id, settled.left);
};
