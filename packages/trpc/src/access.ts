import type { Streams } from "@segno/core";
import { TRPCError } from "@trpc/server";
import type { z } from "zod";
import { toTRPCError } from "./errors.ts";
import type { StreamAction, StreamRouterOptions } from "./options.ts";

/** Does something with the caller's streams, if the caller may: `FORBIDDEN` otherwise. What Segno refuses is told in tRPC's terms. */
export type Access<A, Ctx> = <Answer>(
  ctx: Ctx,
  action: StreamAction,
  streamId: string | null,
  call: (streams: Streams<A>) => Promise<Answer> | Answer,
  /** Whom it is about. */
  person?: string | null | undefined,
) => Promise<Answer>;

/** With nobody to ask: an id is what its readers were given, a listing would give away all of them. */
const openActions: ReadonlySet<StreamAction> = new Set(["follow", "read", "describe"]);

export const createAccess =
  <A, Ctx, Own extends z.ZodObject>({
    authorize = (_, action) => openActions.has(action),
    streams,
  }: Pick<StreamRouterOptions<A, Ctx, Own>, "authorize" | "streams">): Access<A, Ctx> =>
  async (ctx, action, streamId, call, person = null) => {
    // To follow as a reader shows its place, and says that it is there.
    const asked: StreamAction[] =
      action === "follow" && person !== null ? [action, "ack"] : [action];
    for (const one of asked) {
      if ((await authorize(ctx, one, streamId, person)) === true) continue;
      throw new TRPCError({ code: "FORBIDDEN", message: `You may not ${one} here` });
    }
    try {
      return await call(typeof streams === "function" ? await streams(ctx) : streams);
    } catch (error) {
      throw toTRPCError(error);
    }
  };
