import type { Ended, Run, StartOptions, Streams } from "@segno/core";
import type { z } from "zod";
import type { NoInput, StartOrder } from "./schemas/inputs.ts";

/** What a caller wants to do: the commands are `start`, `stop` and `ack`, all else reads. */
export type StreamAction = "start" | "stop" | "follow" | "read" | "describe" | "list" | "ack";

/** What `produce` works with. */
export type Producing<A, Ctx> = {
  /** To write by hand: `await run.ready`, then `run.write(payload)`. */
  readonly run: Run<A>;
  /** `run.signal`: aborts when the stream was stopped or lost. The request that started it may be long gone. */
  readonly signal: AbortSignal;
  readonly ctx: Ctx;
};

export type StreamRouterOptions<A, Ctx, Own extends z.ZodObject = NoInput> = {
  /** The streams, or those of a caller: a tenant's, say. */
  readonly streams: Streams<A> | ((ctx: Ctx) => Streams<A> | Promise<Streams<A>>);
  /** What a start takes besides `streamId`, `action` and `intervalMs`. */
  readonly input?: Own;
  /**
   * Makes what a stream says: returns an AsyncIterable or a ReadableStream (an `async function*`, say), or writes to
   * `run`. The stream is completed when that is done, failed when it throws. Goes on after the start was answered.
   */
  readonly produce: (input: StartOrder<Own>, producing: Producing<A, Ctx>) => unknown;
  /**
   * Who may do what; `streamId` is null for `list`. `person` is whom it is about: the owner whose streams a `list` asks for, the
   * reader of an acknowledgement, or of a `followStream` that names one, which is asked for `ack`, too; null for all else.
   * False is `FORBIDDEN`; a `TRPCError` of its own goes out as it is.
   * Without it, a stream may be read by whoever knows its id, and all else is refused.
   */
  readonly authorize?: (
    ctx: Ctx,
    action: StreamAction,
    streamId: string | null,
    person: string | null,
  ) => boolean | Promise<boolean>;
  /** Owner, kind, metadata, TTLs of a stream that is started. */
  readonly startOptions?: (
    input: StartOrder<Own>,
    ctx: Ctx,
  ) => StartOptions | undefined | Promise<StartOptions | undefined>;
  /** Is given the ending of each stream that was started: to log it, wait for it, or keep a worker awake. */
  readonly onStarted?: (done: Promise<Ended>, input: StartOrder<Own>, ctx: Ctx) => void;
  /** Who stops, for the `stopped` event. */
  readonly stoppedBy?: (ctx: Ctx) => string | undefined;
};
