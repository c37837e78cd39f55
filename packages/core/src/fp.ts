import { type TaskEither, tryCatch } from "fp-ts/lib/TaskEither.js";
import { isSegnoError, SegnoError } from "./errors/segno-error.ts";
import type { Streams } from "./service/streams.ts";

type Lifted<Call> = Call extends (...args: infer Args) => Promise<infer Value>
  ? (...args: Args) => TaskEither<SegnoError, Value>
  : never;

type Liftable =
  | "start"
  | "pipe"
  | "ack"
  | "playedUntil"
  | "forgetReader"
  | "deadLetters"
  | "groups"
  | "read"
  | "describe"
  | "list"
  | "stop"
  | "remove";

/** The service for those who compose in fp-ts: every refusal is a Left; nothing runs before it is called. */
export type FpStreams<A> = {
  readonly [Name in Liftable]: Lifted<Streams<A>[Name]>;
} & {
  /** A function that throws is a Left of `source-failed` here; its own error is the cause. */
  readonly run: (
    ...args: Parameters<Streams<A>["run"]>
  ) => TaskEither<SegnoError, Awaited<ReturnType<Streams<A>["run"]>>>;
  /** An unknown id or a malformed position is refused when it is called; the rest comes with `ended`. */
  readonly follow: Streams<A>["follow"];
  /** Likewise; the rest is thrown from the loop. */
  readonly consume: Streams<A>["consume"];
  readonly close: () => TaskEither<SegnoError, void>;
};

const toSegnoError = (cause: unknown): SegnoError =>
  isSegnoError(cause)
    ? cause
    : new SegnoError("source-failed", cause instanceof Error ? cause.message : String(cause), {
        cause,
      });

const lift =
  <Args extends readonly unknown[], Value>(call: (...args: Args) => Promise<Value>) =>
  (...args: Args): TaskEither<SegnoError, Value> =>
    tryCatch(() => call(...args), toSegnoError);

export const fpStreams = <A>(streams: Streams<A>): FpStreams<A> => ({
  run: lift(streams.run),
  start: lift(streams.start),
  pipe: lift(streams.pipe),
  ack: lift(streams.ack),
  playedUntil: lift(streams.playedUntil),
  forgetReader: lift(streams.forgetReader),
  read: lift(streams.read),
  describe: lift(streams.describe),
  list: lift(streams.list),
  stop: lift(streams.stop),
  remove: lift(streams.remove),
  follow: streams.follow,
  consume: streams.consume,
  deadLetters: lift(streams.deadLetters),
  groups: lift(streams.groups),
  close: lift(streams.close),
});
