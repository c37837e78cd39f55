import type { Receipt } from "../../ports/groups.ts";
import type { Incarnation } from "../../stream/ids.ts";

type Ack = {
  readonly incarnation: Incarnation;
  readonly ref: string;
  readonly offset: number;
  readonly resolve: (kept: boolean) => void;
  readonly reject: (error: unknown) => void;
};

/** Stores them all; whether there was a life that they are of. */
type Store = (incarnation: Incarnation, receipts: readonly Receipt[]) => Promise<boolean>;

const ignore = (): void => {};

const receiptsOf = (acks: readonly Ack[]): readonly Receipt[] => {
  const byRef = new Map<string, number[]>();
  for (const { ref, offset } of acks) byRef.set(ref, [...(byRef.get(ref) ?? []), offset]);
  return [...byRef].map(([ref, offsets]) => ({ ref, offsets }));
};

/** One call to the store at a time; what is acknowledged meanwhile goes with the next. */
export class Acks {
  readonly #store: Store;
  /** Of those that could not be stored. */
  readonly unkept: string[] = [];
  #waiting: Ack[] = [];
  #sent: readonly Ack[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** What is not known to be stored. */
  get refs(): readonly string[] {
    return [...this.#sent, ...this.#waiting].map(({ ref }) => ref);
  }

  push(incarnation: Incarnation, ref: string, offset: number): Promise<boolean> {
    const kept = new Promise<boolean>((resolve, reject) => {
      this.#waiting.push({ incarnation, ref, offset, resolve, reject });
    });
    kept.catch(ignore);
    if (this.#sent.length === 0) this.#send();
    return kept;
  }

  /** Those of one life: after a new one, some may be of the life before. */
  #send(): void {
    const first = this.#waiting[0];
    if (!first) return;
    const { incarnation } = first;
    const other = this.#waiting.findIndex((ack) => ack.incarnation !== incarnation);
    this.#sent = this.#waiting.splice(0, other < 0 ? this.#waiting.length : other);
    this.#store(incarnation, receiptsOf(this.#sent)).then(
      (kept) => this.#answer(({ resolve }) => resolve(kept)),
      (error: unknown) =>
        this.#answer(({ ref, reject }) => {
          this.unkept.push(ref);
          reject(error);
        }),
    );
  }

  #answer(tell: (ack: Ack) => void): void {
    const answered = this.#sent;
    this.#sent = [];
    answered.forEach(tell);
    this.#send();
  }
}
