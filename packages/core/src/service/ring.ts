import type { Recorded } from "../stream/events.ts";
import type { Cursor } from "./cursor.ts";

/** An event, as the cursor of one who has read it. */
export type Held<A> = Cursor & { readonly event: Recorded<A> };

/** The last events of one life, shared by all its live followers; each is decoded once. */
export interface Ring<A> {
  /** Where the ring ends; null before anything is known. */
  readonly tail: () => Cursor | null;
  /** Forgets all and begins after this cursor. */
  readonly reset: (tail: Cursor | null) => void;
  readonly push: (held: Held<A>) => void;
  /** What follows the cursor; null at the tail; undefined where the ring does not hold it. */
  readonly after: (cursor: Cursor) => Held<A> | null | undefined;
  /** Lets go of events; they can be read from the store. */
  readonly shed: () => void;
}

export const createRing = <A>(limit: number): Ring<A> => {
  let held: Held<A>[] = [];
  let tail: Cursor | null = null;
  /** The cursor before the first event that is held. */
  let before: Cursor | null = null;

  const reset = (next: Cursor | null): void => {
    held = [];
    tail = next;
    before = next;
  };

  return {
    tail: () => tail,
    reset,
    push: (next) => {
      held.push(next);
      tail = next;
      if (held.length < limit * 2) return;
      before = held[limit - 1] ?? before;
      held = held.slice(limit);
    },
    after: (cursor) => {
      if (!tail || !before) return undefined;
      if (cursor.position === tail.position) return null;
      const index = cursor.offset - before.offset;
      // The token says whether it is the same life and epoch, not only the same offset.
      const here = index === 0 ? before : held[index - 1];
      return here?.position === cursor.position ? held[index] : undefined;
    },
    shed: () => reset(tail),
  };
};
