import { SegnoError } from "../errors/segno-error.ts";
import type { Compacted } from "../ports/compact.ts";
import type { Incarnation, StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import { patienceOf, persist } from "./persist.ts";

/** Rewrites an ended stream into less space; `unsupported` where the adapter has nothing to gain by it. */
export const compact = async <A>(
  context: Context<A>,
  id: StreamId,
): Promise<Exclude<Compacted, "not-found">> => {
  const rewrite = context.compact;
  if (!rewrite) throw new SegnoError("unsupported", "This adapter does not compact streams");
  const patience = patienceOf(context, context.settings.commandTimeoutMs, `compact ${id}`);
  const { head } = await persist(patience, () => context.store.head(id));
  const done = head ? await persist(patience, () => rewrite(id, head.incarnation)) : "not-found";
  if (done === "not-found") throw new SegnoError("not-found", `There is no stream ${id}`);
  return done;
};

/** In the background, by whoever ended it. That it could not be done costs space, and nothing else. */
export const compactEnded = <A>(
  context: Context<A>,
  id: StreamId,
  incarnation: Incarnation,
): void => {
  if (context.compactAtEnd) context.compact?.(id, incarnation).catch(() => {});
};
