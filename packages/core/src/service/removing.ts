import { isSegnoError } from "../errors/segno-error.ts";
import type { Head } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import type { Guard } from "./pages.ts";
import { remove } from "./remove.ts";

export type Found = { readonly id: StreamId; readonly head: Head };

/** Those of which this call removed the life that was found, and those that were gone, in another life, or not due by then. */
export type Removed = { readonly removed: readonly Found[]; readonly gone: readonly Found[] };

/** So many removals are under way at once. */
const atOnce = 16;

/** Removes these lives, and no later ones; each once it is found to be due. */
export const removeAll = async <A>(
  context: Context<A>,
  found: readonly Found[],
  guard: Guard,
  isDue?: (one: Found) => Promise<boolean>,
): Promise<Removed> => {
  const removed: Found[] = [];
  const gone: Found[] = [];
  const removeOne = async (one: Found): Promise<void> => {
    if (isDue && !(await isDue(one))) {
      gone.push(one);
      return;
    }
    try {
      await remove(context, one.id, { incarnation: one.head.incarnation });
      removed.push(one);
    } catch (error) {
      if (!isSegnoError(error, "not-found") && !isSegnoError(error, "superseded")) throw error;
      gone.push(one);
    }
  };
  for (let at = 0; at < found.length; at += atOnce) {
    guard();
    await Promise.all(found.slice(at, at + atOnce).map(removeOne));
  }
  return { removed, gone };
};
