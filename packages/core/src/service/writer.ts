import type { SegnoError } from "../errors/segno-error.ts";
import type { Incarnation, StreamId } from "../stream/ids.ts";
import type { Position } from "../stream/position.ts";
import type { AckWindow } from "./ack-window.ts";
import type { Begun } from "./begin.ts";
import type { Ended } from "./ended.ts";
import type { Outcome } from "./healing.ts";

/** After the platform's `WritableStreamDefaultWriter`. Nothing of it rejects unhandled. */
export interface Writer<A> {
  readonly streamId: StreamId;
  readonly incarnation: Incarnation;
  /** How the start met the id: nothing there or ended long ago, an old life replaced, a life gone on with. */
  readonly began: Begun["began"];
  /** Of the last durable event. */
  readonly position: Position;
  /** Aborts when the stream ends by another's hand or fails; its reason is a `SegnoError`. */
  readonly signal: AbortSignal;
  /** Resolves while the window has room, and the one of `ackWindow`; rejects once the writer is dead. */
  readonly ready: Promise<void>;
  /** How many more events these windows take; null once the writer has ended. */
  readonly desiredSize: number | null;
  /**
   * Resolves with its position once durable. Need not be awaited: a refusal that nobody looked at is what
   * `complete` rejects with.
   */
  write(data: A): Promise<Position>;
  /** Ends the stream as `completed`; after a stop, resolves to the terminal that stands. */
  complete(reason?: string): Promise<Ended>;
  /** Ends the stream as `failed`, with the error's code and message, never its stack. */
  fail(error: unknown): Promise<Ended>;
  /** For `source.pipeTo(writer.writable)`. */
  readonly writable: WritableStream<A>;
  /** Fails a stream that was neither completed nor failed as `abandoned`. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface OwnedWriter<A> extends Writer<A> {
  /** Of a write that was refused and that nobody looked at. */
  unseenRefusal(): SegnoError | null;
  /** Someone waits for its source, so silence is no sign that it was leaked. */
  attend(attended: boolean): void;
  /** From here on it is held while a reader owes acknowledgements. */
  heldBy(window: AckWindow): void;
  /** Settles when the stream has ended, by whoever's hand. */
  readonly outcome: Promise<Outcome>;
}
