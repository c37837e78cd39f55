import { isLeft } from "fp-ts/lib/Either.js";
import type { Codec, Life } from "../codec/codec.ts";
import { SegnoError } from "../errors/segno-error.ts";
import type { Entry } from "../ports/event-store.ts";
import type { LifecycleEvent, Recorded } from "../stream/events.ts";
import type { Incarnation, StreamId } from "../stream/ids.ts";
import { type Position, positionsOf } from "../stream/position.ts";
import type { Context } from "./context.ts";

/** Chunks are nearly all there is, so they are built in one go. */
const recorded = <A>(event: LifecycleEvent<A>, offset: number, position: Position): Recorded<A> =>
  event.type === "chunk"
    ? { type: "chunk", at: event.at, data: event.data, position, offset }
    : { ...event, position, offset };

const nowhere = (): Position => "" as Position;

/** Turns what is stored into events with positions. What one epoch shares is made once. */
export class Decoder<A> {
  readonly #codec: Codec<A>;
  readonly #id: StreamId;
  #incarnation: Incarnation | null = null;
  #epoch = 0;
  #positionOf: (offset: number) => Position = nowhere;

  constructor({ codec }: Context<A>, id: StreamId) {
    this.#codec = codec;
    this.#id = id;
  }

  /** Throws `bad-entry`. */
  decode(entry: Entry, epoch: number, offset: number, life: Life): Recorded<A> {
    if (life.incarnation !== this.#incarnation || epoch !== this.#epoch) {
      this.#incarnation = life.incarnation;
      this.#epoch = epoch;
      this.#positionOf = positionsOf(this.#id, life.incarnation, epoch);
    }
    const decoded = this.#codec.decode(entry, life);
    if (isLeft(decoded)) {
      const { reason } = decoded.left;
      throw new SegnoError("bad-entry", `Event ${offset} of stream ${this.#id}: ${reason}`);
    }
    return recorded(decoded.right, offset, this.#positionOf(offset));
  }
}
