import type { StoredEntry } from "../../ports/event-store.ts";
import type { Parcel, Settling } from "../../ports/groups.ts";

/** A parcel that a consumer was handed and is not done with. Times on `clock.elapsed()`. */
type Held = {
  readonly parcel: Parcel;
  /** The offsets of those of its events that are not acknowledged here. */
  readonly open: Set<number>;
  /** Index of the event that comes next. */
  next: number;
  /** Its idle time began then, or later. */
  freshAt: number;
  /** When one of its events was last shown; null before the first. */
  shownAt: number | null;
};

export type Shown = { readonly parcel: Parcel; readonly stored: StoredEntry };

/** What one consumer holds: what it may show yet, and what it has shown and not seen acknowledged. */
export class Hand {
  readonly #held = new Map<string, Held>();
  /** Those of which something is still to be shown. */
  #ready: Held[] = [];

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  get refs(): readonly string[] {
    return [...this.#held.keys()];
  }

  take(parcel: Parcel, askedAt: number): void {
    const known = this.#held.get(parcel.ref);
    const offsets = parcel.entries.map(({ offset }) => offset);
    // It may be its own again: what was acknowledged here meanwhile is on its way to the store.
    const open = new Set(known ? offsets.filter((offset) => known.open.has(offset)) : offsets);
    const held: Held = { parcel, open, next: 0, freshAt: askedAt, shownAt: null };
    this.#held.set(parcel.ref, held);
    this.#ready.push(held);
  }

  /** The next event; null where none is at hand, or where what is might be another's by now. */
  show(now: number, idleMs: number): Shown | null {
    for (let held = this.#ready[0]; held; held = this.#ready[0]) {
      const { ref, entries } = held.parcel;
      const stored = entries[held.next];
      const isOwn = this.#held.get(ref) === held;
      const isLate = now - held.freshAt >= idleMs;
      if (isOwn && isLate) this.#held.delete(ref);
      if (!stored || !isOwn || isLate) {
        this.#ready.shift();
        continue;
      }
      held.next += 1;
      if (!held.open.has(stored.offset)) continue;
      held.shownAt = now;
      return { parcel: held.parcel, stored };
    }
    return null;
  }

  acknowledge(ref: string, offset: number): void {
    const held = this.#held.get(ref);
    held?.open.delete(offset);
    if (held?.open.size === 0) this.#held.delete(ref);
  }

  /** What is still in work: not what was shown so long ago that it is to come again. */
  inWork(now: number, idleMs: number): readonly string[] {
    for (const [ref, { shownAt }] of this.#held) {
      if (shownAt !== null && now - shownAt >= idleMs) this.#held.delete(ref);
    }
    return this.refs;
  }

  renewed(refs: readonly string[], askedAt: number): void {
    for (const ref of refs) {
      const held = this.#held.get(ref);
      if (held) held.freshAt = askedAt;
    }
  }

  /** Lets go of all of it, or of what was not shown yet. */
  drop(which: "all" | "unseen"): NonNullable<Settling["returned"]> {
    const dropped = [...this.#held.values()].filter(
      ({ shownAt }) => which === "all" || shownAt === null,
    );
    for (const { parcel } of dropped) this.#held.delete(parcel.ref);
    this.#ready = [];
    return dropped.map(({ parcel, shownAt }) => ({ ref: parcel.ref, unseen: shownAt === null }));
  }
}
