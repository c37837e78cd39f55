import type { StreamId } from "../stream/ids.ts";
import { type Begun, begin, type StartOptions } from "./begin.ts";
import type { Context } from "./context.ts";
import { codeOf } from "./tally.ts";

/** Begins, and says how that went to whoever counts it. */
export const beginObserved = async <A>(
  context: Context<A>,
  id: StreamId,
  options: StartOptions,
): Promise<Begun> => {
  const { tally, observer } = context;
  const observing = observer?.start?.(id);
  try {
    const begun = await begin(context, id, options, observing?.traceparent);
    tally.began(begun.began);
    observing?.done({ _tag: "started", began: begun.began });
    return begun;
  } catch (error) {
    tally.starts.refused++;
    observing?.done({ _tag: "refused", code: codeOf(error) });
    throw error;
  }
};
