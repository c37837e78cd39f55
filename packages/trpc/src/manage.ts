import type { Streams } from "@segno/core";
import type { z } from "zod";
import type { StreamRouterOptions } from "./options.ts";
import type { ManageStreamOrder, StartOrder, StopInput } from "./schemas/inputs.ts";
import type { ManagedStream } from "./schemas/outputs.ts";

/** Resolves once `started` is durable; what is produced goes on after that. */
const begin = <A, Ctx, Own extends z.ZodObject>(
  { produce, start, onError }: StreamRouterOptions<A, Ctx, Own>,
  streams: Streams<A>,
  input: StartOrder<Own>,
  ctx: Ctx,
): Promise<ManagedStream> =>
  new Promise((resolve, reject) => {
    const { action, streamId } = input;
    let begun = false;
    const done = streams.run(streamId, start?.(input, ctx) ?? {}, (run) => {
      begun = true;
      const { began, incarnation, position, signal } = run;
      resolve({ action, streamId, began, incarnation, position });
      return produce(input, { run, signal, ctx });
    });
    const told = (error: unknown): void => (begun ? onError?.(error, streamId) : reject(error));
    // A hook that throws has nobody to tell.
    done.catch(told).catch(() => {});
  });

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
    : halt(streams, order, options.by?.(ctx));
