import { isLeft } from "fp-ts/lib/Either.js";
import type { Life } from "../codec/codec.ts";
import { isChunk } from "../codec/kinds.ts";
import { SegnoError } from "../errors/segno-error.ts";
import type { Entry } from "../ports/event-store.ts";
import { type Chunk, isTerminal, type LifecycleEvent, type Recorded } from "../stream/events.ts";
import type { Incarnation, StreamId } from "../stream/ids.ts";
import { type Position, positionPrefix } from "../stream/position.ts";
import type { Context } from "./context.ts";
import type { Ending } from "./ending.ts";

/** What is stored at an offset, as an event with its position. Throws `bad-entry`. */
export type Decoder<A> = (entry: Entry, epoch: number, offset: number, life: Life) => Recorded<A>;

/**
 * A function for each of the two, so that the one for chunks meets one shape of event: compiled code is thrown away
 * with any of the shapes it knows, and those of the few others come and go.
 */
const recordedChunk = <A>(event: Chunk<A>, offset: number, position: Position): Recorded<A> => ({
  type: "chunk",
  at: event.at,
  data: event.data,
  position,
  offset,
});

const recordedMark = <A>(
  event: LifecycleEvent<A>,
  offset: number,
  position: Position,
): Recorded<A> => ({ ...event, position, offset });

const endingOfMark = <A>(event: LifecycleEvent<A>): Ending | null =>
  isTerminal(event) ? { _tag: event.type, event } : null;

/** How a stream ends with this event, which was made of this entry; null where it goes on. */
export const endingOf = <A>(entry: Entry, event: LifecycleEvent<A>): Ending | null =>
  isChunk(entry) ? null : endingOfMark(event);

/** What the positions of one epoch share is made once. */
export const createDecoder = <A>({ codec }: Context<A>, id: StreamId): Decoder<A> => {
  let incarnation: Incarnation | null = null;
  let term = 0;
  let prefix = "";
  return (entry, epoch, offset, life) => {
    if (epoch !== term || life.incarnation !== incarnation) {
      incarnation = life.incarnation;
      term = epoch;
      prefix = positionPrefix(id, incarnation, epoch);
    }
    const decoded = codec.decode(entry, life);
    if (isLeft(decoded)) {
      const { reason } = decoded.left;
      throw new SegnoError("bad-entry", `Event ${offset} of stream ${id}: ${reason}`);
    }
    const position = (prefix + offset) as Position;
    return isChunk(entry)
      ? recordedChunk(decoded.right as Chunk<A>, offset, position)
      : recordedMark(decoded.right, offset, position);
  };
};
