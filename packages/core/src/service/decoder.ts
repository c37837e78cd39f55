import { isLeft } from "fp-ts/lib/Either.js";
import { SegnoError } from "../errors/segno-error.ts";
import type { StoredEntry } from "../ports/event-store.ts";
import type { LifecycleEvent, Recorded } from "../stream/events.ts";
import type { Head } from "../stream/head.ts";
import type { Incarnation, StreamId } from "../stream/ids.ts";
import { type Position, positionsOf } from "../stream/position.ts";
import type { Context } from "./context.ts";
import type { Held } from "./ring.ts";

export type Decoder<A> = (stored: StoredEntry, head: Head) => Held<A>;

/** Chunks are nearly all there is, so they are built in one go. */
const recorded = <A>(event: LifecycleEvent<A>, offset: number, position: Position): Recorded<A> =>
  event.type === "chunk"
    ? { type: "chunk", at: event.at, data: event.data, position, offset }
    : { ...event, position, offset };

/** Turns what is stored into events with positions; throws `bad-entry`. What one epoch shares is made once. */
export const createDecoder = <A>({ codec }: Context<A>, id: StreamId): Decoder<A> => {
  let incarnation: Incarnation | null = null;
  let epoch = 0;
  let positionOf: (offset: number) => Position = () => "" as Position;
  return (stored, head) => {
    if (head.incarnation !== incarnation || stored.epoch !== epoch) {
      incarnation = head.incarnation;
      epoch = stored.epoch;
      positionOf = positionsOf(id, incarnation, epoch);
    }
    const decoded = codec.decode(stored.entry, head);
    if (isLeft(decoded)) {
      const { reason } = decoded.left;
      throw new SegnoError("bad-entry", `Event ${stored.offset} of stream ${id}: ${reason}`);
    }
    const { offset } = stored;
    const position = positionOf(offset);
    return {
      incarnation,
      epoch,
      offset,
      position,
      event: recorded(decoded.right, offset, position),
    };
  };
};
