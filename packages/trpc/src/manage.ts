import { runInBackground, type Streams } from "@segno/core";
import type { z } from "zod";
import type { StreamRouterOptions } from "./options.ts";
import type { ManageStreamOrder, StartOrder, StopInput } from "./schemas/inputs.ts";
import type { ManagedStream } from "./schemas/outputs.ts";

const begin = async <A, Ctx, Own extends z.ZodObject>(
  { produce, startOptions, onStarted }: StreamRouterOptions<A, Ctx, Own>,
  streams: Streams<A>,
  input: StartOrder<Own>,
  ctx: Ctx,
): Promise<ManagedStream> => {
  const { action, streamId } = input;
  const options = (await startOptions?.(input, ctx)) ?? {};
  const { run, position, done } = await runInBackground(streams, streamId, options, (begun) =>
    produce(input, { run: begun, signal: begun.signal, ctx }),
  );
  onStarted?.(done, input, ctx);
  const { began, incarnation } = run;
  return { action, streamId, began, incarnation, position };
};

const halt = async <A>(
  streams: Streams<A>,
  { action, streamId, reason, incarnation }: StopInput,
  by: string | undefined,
): Promise<ManagedStream> => {
  const ended = await streams.stop(streamId, {
    ...(by !== undefined && { by }),
    ...(reason !== undefined && { reason }),
    ...(incarnation !== undefined && { incarnation }),
  });
  return { action, streamId, ...ended };
};

/** Starts or stops. An ended or stale stream is begun anew; an active one is refused as `stream-active`. */
export const manageStream = <A, Ctx, Own extends z.ZodObject>(
  options: StreamRouterOptions<A, Ctx, Own>,
  streams: Streams<A>,
  order: ManageStreamOrder<Own>,
  ctx: Ctx,
): Promise<ManagedStream> =>
  order.action === "start"
    ? begin(options, streams, order, ctx)
    : halt(streams, order, options.stoppedBy?.(ctx));
