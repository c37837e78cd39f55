import type { CallId, Head, Incarnation, Place } from "@segno/core";

/** A producer's term as its own side knows it. */
export type Own = {
  readonly place: Place;
  readonly producer: CallId;
  /** Everything written in this term, from the offset where it began. */
  readonly base: number;
  readonly texts: readonly string[];
};

/** What one actor of a history knows: only what it was told. */
export type Actor = {
  own?: Own;
  seen?: Head;
  incarnation?: Incarnation;
  reader: Place | null;
  /** Its calls whose replies were lost: a head that names one of them was made by it. */
  readonly calls: Set<CallId>;
};

export const newActor = (): Actor => ({ reader: null, calls: new Set() });

export const become = (actor: Actor, producer: CallId, place: Place): void => {
  actor.incarnation = place.incarnation;
  actor.own = { place, producer, base: place.offset, texts: [] };
  actor.calls.delete(producer);
};

export const noticeHead = (actor: Actor, head: Head | null): void => {
  if (!head) return;
  actor.seen = head;
  actor.incarnation = head.incarnation;
  const { incarnation, epoch, offset, producer, terminal } = head;
  if (actor.own || terminal || !actor.calls.has(producer)) return;
  become(actor, producer, { incarnation, epoch, offset });
};
