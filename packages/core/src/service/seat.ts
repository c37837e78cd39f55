import type { After } from "../stream/expected.ts";
import type { Term } from "../stream/head.ts";
import type { CallId, StreamId } from "../stream/ids.ts";
import { formatPosition, type Place, type Position, positionPrefix } from "../stream/position.ts";
import type { Begun } from "./begin.ts";

/** Where a writer stands, and under which name. */
export class Seat {
  readonly id: StreamId;
  #term: Term;
  #after: After;
  /** Up to here the log was another's; what follows under a name of this writer is its own. */
  readonly #base: number;
  /** The names of terms it had before. */
  #former: readonly CallId[] = [];
  /** Of the epoch it is in; made with the first position that somebody asks for. */
  #prefix: string | null = null;

  /** The last event, where this epoch has written none yet: another's, or its own of an earlier term. */
  #standing: Place | null;

  constructor({ id, term, place, lastEpoch }: Begun) {
    this.id = id;
    this.#term = term;
    this.#base = place.offset;
    this.#after = afterOf(place, term);
    this.#standing = lastEpoch === place.epoch ? null : { ...place, epoch: lastEpoch };
  }

  get term(): Term {
    return this.#term;
  }

  /** Of its last acknowledged event, as its next append expects to find the stream. */
  get after(): After {
    return this.#after;
  }

  get position(): Position {
    const { offset } = this.#after;
    const standing = this.#standing;
    return standing?.offset === offset
      ? formatPosition(this.id, standing)
      : this.positionOf(offset);
  }

  /** Of an event of the epoch that it is in. */
  positionOf(offset: number): Position {
    const { incarnation, epoch } = this.#after;
    this.#prefix ??= positionPrefix(this.id, incarnation, epoch);
    return (this.#prefix + offset) as Position;
  }

  moveTo(place: Place): void {
    if (place.epoch !== this.#after.epoch) this.#prefix = null;
    this.#after = afterOf(place, this.#term);
  }

  /** Within its epoch. */
  advanceTo(offset: number): void {
    const { incarnation, epoch, producer } = this.#after;
    this.#after = { _tag: "after", incarnation, epoch, offset, producer };
  }

  /** Takes the next term, under another of its own names. */
  take(term: Term, place: Place): void {
    this.#former = [...this.#former, this.#term.producer];
    this.#term = term;
    if (this.#standing?.offset !== this.#after.offset) this.#standing = this.#after;
    this.moveTo(place);
  }

  /** Whether what follows its first place in the log of this producer can only be its own. */
  isOwn(producer: CallId, offset: number): boolean {
    return (
      producer === this.#term.producer || this.#former.includes(producer) || offset <= this.#base
    );
  }
}

const afterOf = ({ incarnation, epoch, offset }: Place, { producer }: Term): After => ({
  _tag: "after",
  incarnation,
  epoch,
  offset,
  producer,
});
