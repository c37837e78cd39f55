import type { Run, StartOptions, Streams } from "@segno/core";
import type { z } from "zod";
import type { NoInput, StartOrder } from "./schemas/inputs.ts";

/** What a caller wants to do: the commands are `start` and `stop`, all else reads. */
export type StreamAction = "start" | "stop" | "follow" | "read" | "describe" | "list";

/** What `produce` works with. */
export type Producing<A, Ctx> = {
  /** Writes: `await run.ready`, then `run.write(payload)`. */
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
   * What a started stream says. It is completed when this returns, failed when it throws. Runs on after the start was
   * answered.
   */
  readonly produce: (
    input: StartOrder<Own>,
    producing: Producing<A, Ctx>,
  ) => Promise<unknown> | unknown;
  /**
   * Who may do what; `streamId` is null for `list`. False is `FORBIDDEN`; a `TRPCError` of its own goes out as it is.
   * Without it, a stream may be read by whoever knows its id, and all else is refused.
   */
  readonly authorize?: (
    ctx: Ctx,
    action: StreamAction,
    streamId: string | null,
  ) => boolean | Promise<boolean>;
  /** Owner, kind, metadata, TTLs of a stream that is started. */
  readonly start?: (input: StartOrder<Own>, ctx: Ctx) => StartOptions;
  /** Who stops, for the `stopped` event. */
  readonly by?: (ctx: Ctx) => string | undefined;
  /** Told when a stream that had begun failed: what `produce` threw, or what became of the writer. */
  readonly onError?: (error: unknown, streamId: string) => void;
};
