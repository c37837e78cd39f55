import { type Entry, maxBatchBytes, maxBatchEntries } from "../ports/event-store.ts";
import type { TerminalType } from "../stream/events.ts";
import type { Position } from "../stream/position.ts";
import type { Settings } from "./settings.ts";

type Slot = {
  readonly entry: Entry;
  /** At most this many bytes: UTF-8 takes three for a UTF-16 unit, at the most. */
  readonly bytes: number;
  readonly terminal: TerminalType | null;
  /** Of whoever waits for the write to be durable. */
  durable: Promise<Position> | null;
  resolve: ((position: Position) => void) | null;
  reject: ((error: unknown) => void) | null;
};

const slotOf = (entry: Entry, terminal: TerminalType | null): Slot => ({
  entry,
  bytes: entry.length * 3,
  terminal,
  durable: null,
  resolve: null,
  reject: null,
});

const ignore = (): void => {};

/** How long, and how much of, what is acknowledged is kept. */
type Tail = Pick<Settings, "tailMs" | "tailBytes">;

/** How the positions of a term are written. */
type Positions = { positionOf(offset: number): Position };

export type Outgoing = { readonly entries: Entry[]; readonly terminal: TerminalType | null };

/** How finely the age of the tail is known. */
const marksPerTail = 16;
/** A slot and its promise, roughly, in the same upper bound as the entries (three times what ASCII takes). */
const slotBytes = 3 * 200;
/** Above this many passed slots, the array is cut. */
const slack = 4096;

/**
 * What a writer wrote, by offset: a tail that is acknowledged and kept for a while (to heal what a failover
 * forgot), then what is not yet durable.
 */
export class Outbox {
  #slots: (Slot | undefined)[] = [];
  /** Index of the first slot that is kept, and its offset. */
  #first = 0;
  #firstOffset: number;
  /** How many slots from the first on are acknowledged. */
  #acked = 0;
  #everAcked = 0;
  #tailBytes = 0;
  #waitingBytes = 0;
  /** Up to which offset the tail is how old: a few marks, not one for every append. */
  #marks: { offset: number; readonly at: number }[] = [];
  readonly #tail: Tail;

  /** `offset` is the last one that the stream holds. */
  constructor(offset: number, tail: Tail) {
    this.#firstOffset = offset + 1;
    this.#tail = tail;
  }

  /** The offset that the next slot will have. */
  get next(): number {
    return this.#firstOffset + this.#slots.length - this.#first;
  }

  /** How many events are not yet durable. */
  get waiting(): number {
    return this.#slots.length - this.#first - this.#acked;
  }

  /** How many bytes they take at the most: what is encoded, and what it takes to wait. */
  get waitingBytes(): number {
    return this.#waitingBytes + this.waiting * slotBytes;
  }

  /** How many events of this writer the store has acknowledged. */
  get acknowledged(): number {
    return this.#everAcked;
  }

  push(entry: Entry, terminal: TerminalType | null = null): void {
    this.#put(slotOf(entry, terminal));
  }

  /** Resolves with its position once it is durable; never rejects unhandled. */
  pushAwaited(entry: Entry): Promise<Position> {
    const slot = slotOf(entry, null);
    const durable = new Promise<Position>((resolve, reject) => {
      slot.resolve = resolve;
      slot.reject = reject;
    });
    slot.durable = durable;
    this.#put(slot);
    return durable;
  }

  #put(slot: Slot): void {
    this.#slots.push(slot);
    this.#waitingBytes += slot.bytes;
  }

  /** The next batch: what follows the last acknowledged event, within a batch's bounds. */
  peek(): Outgoing {
    const from = this.#first + this.#acked;
    const to = Math.min(this.#slots.length, from + maxBatchEntries);
    const entries: Entry[] = [];
    let bytes = 0;
    let terminal: TerminalType | null = null;
    for (let at = from; at < to; at++) {
      const slot = this.#slots[at];
      if (!slot) break;
      bytes += slot.bytes;
      // One slot alone may exceed the upper bound that is reckoned with here; its true size was checked.
      if (bytes > maxBatchBytes && entries.length > 0) break;
      entries.push(slot.entry);
      terminal = slot.terminal;
    }
    return { entries, terminal };
  }

  /** Everything up to `offset` is durable. */
  acknowledge(offset: number, at: number, positions: Positions): void {
    const upTo = offset - this.#firstOffset + 1;
    for (; this.#acked < upTo; this.#acked++) {
      const slot = this.#slots[this.#first + this.#acked];
      if (!slot) return;
      this.#waitingBytes -= slot.bytes;
      this.#tailBytes += slot.bytes;
      this.#everAcked++;
      slot.resolve?.(positions.positionOf(this.#firstOffset + this.#acked));
      slot.resolve = null;
      slot.reject = null;
      slot.durable = null;
    }
    const last = this.#marks.at(-1);
    if (last && at - last.at < this.#tail.tailMs / marksPerTail) last.offset = offset;
    else this.#marks.push({ offset, at });
    this.#forget(at);
  }

  /** Goes back to where the store stands; false where what it forgot is no longer kept. */
  rewind(offset: number): boolean {
    const acked = offset - this.#firstOffset + 1;
    if (acked < 0 || acked > this.#acked) return false;
    for (; this.#acked > acked; this.#acked--) {
      const bytes = this.#slots[this.#first + this.#acked - 1]?.bytes ?? 0;
      this.#waitingBytes += bytes;
      this.#tailBytes -= bytes;
    }
    this.#marks = this.#marks.filter((mark) => mark.offset <= offset);
    return true;
  }

  rejectAll(error: unknown): void {
    for (let at = this.#first; at < this.#slots.length; at++) {
      const slot = this.#slots[at];
      // Only now, and not with every write: it takes another promise.
      slot?.durable?.catch(ignore);
      slot?.reject?.(error);
    }
    this.#slots = [];
    this.#first = 0;
    this.#acked = 0;
    this.#waitingBytes = 0;
    this.#tailBytes = 0;
    this.#marks = [];
  }

  /** Lets go of the acknowledged tail beyond its bounds. */
  #forget(now: number): void {
    let old = this.#firstOffset - 1;
    let passed = 0;
    for (const mark of this.#marks) {
      if (now - mark.at <= this.#tail.tailMs) break;
      old = mark.offset;
      passed++;
    }
    if (passed > 0) this.#marks.splice(0, passed);
    while (
      this.#acked > 0 &&
      (this.#firstOffset <= old || this.#tailBytes > this.#tail.tailBytes)
    ) {
      this.#tailBytes -= this.#slots[this.#first]?.bytes ?? 0;
      this.#slots[this.#first] = undefined;
      this.#first++;
      this.#firstOffset++;
      this.#acked--;
    }
    if (this.#first > slack && this.#first * 2 > this.#slots.length) {
      this.#slots = this.#slots.slice(this.#first);
      this.#first = 0;
    }
  }
}
