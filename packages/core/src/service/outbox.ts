import { type Entry, maxBatchBytes, maxBatchEntries } from "../ports/event-store.ts";
import type { TerminalType } from "../stream/events.ts";
import type { Position } from "../stream/position.ts";
import type { Settings } from "./settings.ts";

/** Somebody who waits for a write to be durable. */
type Waiter = {
  durable: Promise<Position>;
  resolve: (position: Position) => void;
  reject: (error: unknown) => void;
};

const ignore = (): void => {};

/** How long, and how much of, what is acknowledged is kept. */
type Tail = Pick<Settings, "tailMs" | "tailBytes">;

/** How the positions of a term are written. */
type Positions = { positionOf(offset: number): Position };

export type Outgoing = { readonly entries: Entry[]; readonly terminal: TerminalType | null };

/** UTF-8 takes three bytes for a UTF-16 unit, at the most. */
const bytesOf = (entry: Entry): number => entry.length * 3;
/** How finely the age of the tail is known. */
const marksPerTail = 16;
/** What it takes to wait, roughly, in the same upper bound as the entries (three times what ASCII takes). */
const waiterBytes = 3 * 200;
/** Above this many passed entries, the array is cut. */
const slack = 4096;
const passed = "";

/**
 * What a writer wrote, by offset: a tail that is acknowledged and kept for a while (to heal what a failover
 * forgot), then what is not yet durable. The tail is nothing but texts, for it is what a busy process holds most of.
 */
export class Outbox {
  #entries: Entry[] = [];
  /** Index of the first entry that is kept, and its offset. */
  #first = 0;
  #firstOffset: number;
  /** How many entries from the first on are acknowledged. */
  #acked = 0;
  #everAcked = 0;
  #tailBytes = 0;
  #waitingBytes = 0;
  /** Of the entries that are not acknowledged, from `#firstWaiter` on; null where nobody waits. */
  #waiters: (Waiter | null)[] = [];
  #firstWaiter = 0;
  /** Of the last entry, which nothing follows. */
  #terminal: TerminalType | null = null;
  /** Up to which offset the tail is how old: a few marks, not one for every append. */
  #marks: { offset: number; readonly at: number }[] = [];
  readonly #tail: Tail;

  /** `offset` is the last one that the stream holds. */
  constructor(offset: number, tail: Tail) {
    this.#firstOffset = offset + 1;
    this.#tail = tail;
  }

  /** The offset that the next entry will have. */
  get next(): number {
    return this.#firstOffset + this.#entries.length - this.#first;
  }

  /** How many events are not yet durable. */
  get waiting(): number {
    return this.#entries.length - this.#first - this.#acked;
  }

  /** How many bytes they take at the most: what is encoded, and what it takes to wait. */
  get waitingBytes(): number {
    return this.#waitingBytes + this.waiting * waiterBytes;
  }

  /** How many events of this writer the store has acknowledged. */
  get acknowledged(): number {
    return this.#everAcked;
  }

  push(entry: Entry, terminal: TerminalType | null = null): void {
    this.#terminal = terminal;
    this.#put(entry, null);
  }

  /** Resolves with its position once it is durable; never rejects unhandled. */
  pushAwaited(entry: Entry): Promise<Position> {
    const waiter = {} as Waiter;
    waiter.durable = new Promise<Position>((resolve, reject) => {
      waiter.resolve = resolve;
      waiter.reject = reject;
    });
    this.#put(entry, waiter);
    return waiter.durable;
  }

  #put(entry: Entry, waiter: Waiter | null): void {
    this.#entries.push(entry);
    this.#waiters.push(waiter);
    this.#waitingBytes += bytesOf(entry);
  }

  /** The next batch: what follows the last acknowledged event, within a batch's bounds. */
  peek(): Outgoing {
    const from = this.#first + this.#acked;
    const most = Math.min(this.#entries.length, from + maxBatchEntries);
    let bytes = 0;
    let to = from;
    for (; to < most; to++) {
      bytes += bytesOf(this.#entries[to] ?? passed);
      // One alone may exceed the upper bound that is reckoned with here; its true size was checked.
      if (bytes > maxBatchBytes && to > from) break;
    }
    const terminal = to > from && to === this.#entries.length ? this.#terminal : null;
    return { entries: this.#entries.slice(from, to), terminal };
  }

  /** Everything up to `offset` is durable. */
  acknowledge(offset: number, at: number, positions: Positions): void {
    const upTo = Math.min(offset - this.#firstOffset + 1, this.#acked + this.waiting);
    for (; this.#acked < upTo; this.#acked++) {
      const bytes = bytesOf(this.#entries[this.#first + this.#acked] ?? passed);
      this.#waitingBytes -= bytes;
      this.#tailBytes += bytes;
      this.#everAcked++;
      this.#waiters[this.#firstWaiter]?.resolve(
        positions.positionOf(this.#firstOffset + this.#acked),
      );
      this.#waiters[this.#firstWaiter++] = null;
    }
    const none = this.#firstWaiter === this.#waiters.length;
    if (none || this.#firstWaiter > slack) {
      this.#waiters = none ? [] : this.#waiters.slice(this.#firstWaiter);
      this.#firstWaiter = 0;
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
    const nobody = Array.from({ length: this.#acked - acked }, () => null);
    this.#waiters = [...nobody, ...this.#waiters.slice(this.#firstWaiter)];
    this.#firstWaiter = 0;
    for (; this.#acked > acked; this.#acked--) {
      const bytes = bytesOf(this.#entries[this.#first + this.#acked - 1] ?? passed);
      this.#waitingBytes += bytes;
      this.#tailBytes -= bytes;
    }
    this.#marks = this.#marks.filter((mark) => mark.offset <= offset);
    return true;
  }

  rejectAll(error: unknown): void {
    for (let at = this.#firstWaiter; at < this.#waiters.length; at++) {
      const waiter = this.#waiters[at];
      // Only now, and not with every write: it takes another promise.
      waiter?.durable.catch(ignore);
      waiter?.reject(error);
    }
    this.#entries = [];
    this.#waiters = [];
    this.#firstWaiter = 0;
    this.#first = 0;
    this.#acked = 0;
    this.#waitingBytes = 0;
    this.#tailBytes = 0;
    this.#marks = [];
  }

  /** Lets go of the acknowledged tail beyond its bounds. */
  #forget(now: number): void {
    let old = this.#firstOffset - 1;
    let gone = 0;
    for (const mark of this.#marks) {
      if (now - mark.at <= this.#tail.tailMs) break;
      old = mark.offset;
      gone++;
    }
    if (gone > 0) this.#marks.splice(0, gone);
    while (
      this.#acked > 0 &&
      (this.#firstOffset <= old || this.#tailBytes > this.#tail.tailBytes * 3)
    ) {
      this.#tailBytes -= bytesOf(this.#entries[this.#first] ?? passed);
      this.#entries[this.#first] = passed;
      this.#first++;
      this.#firstOffset++;
      this.#acked--;
    }
    if (this.#first > slack && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }
}
