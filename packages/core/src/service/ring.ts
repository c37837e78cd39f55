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
  /** `units`: how long it is, encoded. */
  readonly push: (held: Held<A>, units: number) => void;
  /** What follows the cursor; null at the tail; undefined where the ring does not hold it. */
  readonly after: (cursor: Cursor) => Held<A> | null | undefined;
  /** Lets go of events; they can be read from the store. */
  readonly shed: () => void;
}

/** In UTF-16 units of what is encoded: large events are held in smaller numbers. */
const mostUnits = 2_097_152;

export const createRing = <A>(limit: number): Ring<A> => {
  let held: Held<A>[] = [];
  let sizes: number[] = [];
  let total = 0;
  let tail: Cursor | null = null;
  /** The cursor before the first event that is held. */
  let before: Cursor | null = null;

  const reset = (next: Cursor | null): void => {
    held = [];
    sizes = [];
    total = 0;
    tail = next;
    before = next;
  };

  /** Lets go of the older half, or of as much as it takes to be half full. */
  const cut = (): void => {
    const last = held.length - 1;
    let at = 0;
    while (at < last && (held.length - at > limit || total > mostUnits / 2)) {
      total -= sizes[at] ?? 0;
      at++;
    }
    before = held[at - 1] ?? before;
    held = held.slice(at);
    sizes = sizes.slice(at);
  };

  return {
    tail: () => tail,
    reset,
    push: (next, units) => {
      held.push(next);
      sizes.push(units);
      total += units;
      tail = next;
      if (held.length >= limit * 2 || total > mostUnits) cut();
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
