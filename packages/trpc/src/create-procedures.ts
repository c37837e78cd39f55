import type { Streams } from "@segno/core";
import type { TRPCRootObject } from "@trpc/server";
import type { z } from "zod";
import { createAccess } from "./access.ts";
import { followStream } from "./follow.ts";
import { listenToStream } from "./listen.ts";
import { activeStreams, streamTTL } from "./look-up.ts";
import { manageStream } from "./manage.ts";
import type { StreamRouterOptions } from "./options.ts";
import type { StreamProcedures } from "./procedures.ts";
import {
  ackStreamInput,
  activeStreamsInput,
  followStreamInput,
  listenToStreamInput,
  manageStreamInput,
  streamIdInput,
} from "./schemas/inputs.ts";

/** A base of which nothing is known but that it makes procedures. */
export type AnyBase = Pick<TRPCRootObject<object, object, object>, "router" | "procedure">;

/** One line for each procedure: its input, what it is called in `authorize`, and who does it. */
export const createProcedures = <A, Ctx, Own extends z.ZodObject>(
  procedure: AnyBase["procedure"],
  options: StreamRouterOptions<A, Ctx, Own>,
): StreamProcedures<A, Own> => {
  const access = createAccess<A, Ctx, Own>(options);
  const own = (ctx: object): Ctx => ctx as Ctx;
  return {
    manageStream: procedure
      .input(manageStreamInput(options.input))
      .mutation(({ ctx, input }) =>
        access(own(ctx), input.action, input.streamId, (streams) =>
          manageStream(options, streams, input, own(ctx)),
        ),
      ),
    listenToStream: procedure
      .input(listenToStreamInput)
      .mutation(({ ctx, input, signal }) =>
        access(own(ctx), "follow", input.streamId, (streams) =>
          listenToStream(streams, input, signal),
        ),
      ),
    followStream: procedure
      .input(followStreamInput)
      .subscription(({ ctx, input, signal }) =>
        access(
          own(ctx),
          "follow",
          input.streamId,
          (streams) => followStream(streams, input, signal),
          input.reader,
        ),
      ),
    ackStream: procedure.input(ackStreamInput).mutation(({ ctx, input }) => {
      const { streamId, reader, position } = input;
      const ack = async (streams: Streams<A>) => ({
        position: await streams.ack(streamId, reader, position),
      });
      return access(own(ctx), "ack", streamId, ack, reader);
    }),
    getStreamContent: procedure
      .input(streamIdInput)
      .query(({ ctx, input: { streamId } }) =>
        access(own(ctx), "read", streamId, (streams) => streams.read(streamId)),
      ),
    getStreamTTL: procedure
      .input(streamIdInput)
      .query(({ ctx, input: { streamId } }) =>
        access(own(ctx), "describe", streamId, (streams) => streamTTL(streams, streamId)),
      ),
    getActiveStreams: procedure
      .input(activeStreamsInput)
      .query(({ ctx, input }) =>
        access(
          own(ctx),
          "list",
          null,
          (streams) => activeStreams(streams, input),
          input?.owner ?? null,
        ),
      ),
  };
};
