import { checkOptions, type NamesOf } from "@segno/core";
import type {
  AnyTRPCRootTypes,
  inferProcedureBuilderResolverOptions,
  TRPCBuiltRouter,
  TRPCProcedureBuilder,
  TRPCRouterBuilder,
  TRPCUnsetMarker,
} from "@trpc/server";
import type { z } from "zod";
import { type AnyBase, createProcedures } from "./create-procedures.ts";
import type { StreamRouterOptions } from "./options.ts";
import type { StreamProcedures } from "./procedures.ts";
import type { NoInput } from "./schemas/inputs.ts";

type Builder<Context, Meta, Overrides> = TRPCProcedureBuilder<
  Context,
  Meta,
  Overrides,
  TRPCUnsetMarker,
  TRPCUnsetMarker,
  TRPCUnsetMarker,
  TRPCUnsetMarker,
  false
>;

/** What the procedures are made with: `t` itself, or `{ ...t, procedure }` with one of your own that has middleware. */
export type StreamRouterBase<Root extends AnyTRPCRootTypes, Context, Meta, Overrides> = {
  readonly router: TRPCRouterBuilder<Root>;
  readonly procedure: Builder<Context, Meta, Overrides>;
};

/** What a procedure of that base finds in `ctx`. */
export type ContextOf<Context, Meta, Overrides> = inferProcedureBuilderResolverOptions<
  Builder<Context, Meta, Overrides>
>["ctx"];

const names: NamesOf<StreamRouterOptions<unknown, unknown>> = {
  streams: true,
  input: true,
  produce: true,
  authorize: true,
  startOptions: true,
  onStarted: true,
  stoppedBy: true,
};

/**
 * The source documents' procedures, and a subscription, over streams of yours. Throws `invalid-options`. To be merged
 * or nested into your router: `t.router({ streams: createStreamRouter(t, options) })`.
 */
export const createStreamRouter = <
  A,
  Root extends AnyTRPCRootTypes,
  Context,
  Meta,
  Overrides,
  Own extends z.ZodObject = NoInput,
>(
  base: StreamRouterBase<Root, Context, Meta, Overrides>,
  options: StreamRouterOptions<A, ContextOf<Context, Meta, Overrides>, Own>,
): TRPCBuiltRouter<Root, StreamProcedures<A, Own>> => {
  type Ctx = ContextOf<Context, Meta, Overrides>;
  checkOptions("createStreamRouter", options, names);
  // A builder's types are worked out for a context that is known; this one is the caller's, and handed on as it comes.
  const { router, procedure } = base as unknown as AnyBase;
  const procedures = createProcedures<A, Ctx, Own>(procedure, options);
  return router(procedures) as unknown as TRPCBuiltRouter<Root, StreamProcedures<A, Own>>;
};
