import type { Term } from "../stream/head.ts";
import type { CallId, StreamId } from "../stream/ids.ts";
import { type Place, type Position, positionsOf } from "../stream/position.ts";
import type { Begun } from "./begin.ts";

/** Where a writer stands, and under which name. */
export interface Seat {
  readonly id: StreamId;
  readonly term: () => Term;
  /** Of its last acknowledged event. */
  readonly place: () => Place;
  readonly positionOf: (offset: number) => Position;
  readonly moveTo: (place: Place) => void;
  /** Takes the next term, under another of its own names. */
  readonly take: (term: Term, place: Place) => void;
  /** Whether what follows its first place in the log of this producer can only be its own. */
  readonly isOwn: (producer: CallId, offset: number) => boolean;
}

export const createSeat = ({ id, term: first, place: base }: Begun): Seat => {
  let term = first;
  let place = base;
  let positionOf = positionsOf(id, place.incarnation, place.epoch);
  const names = new Set([term.producer]);

  const moveTo = (next: Place): void => {
    if (next.epoch !== place.epoch) positionOf = positionsOf(id, next.incarnation, next.epoch);
    place = next;
  };

  return {
    id,
    term: () => term,
    place: () => place,
    positionOf: (offset) => positionOf(offset),
    moveTo,
    take: (next, at) => {
      term = next;
      names.add(next.producer);
      moveTo(at);
    },
    isOwn: (producer, offset) => names.has(producer) || offset <= base.offset,
  };
};
