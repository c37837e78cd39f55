import type { Content, Recorded } from "@segno/core";
import type {
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from "@trpc/server";
import type { z } from "zod";
import type { ListenedEvent } from "./schemas/events.ts";
import type {
  AckStreamInput,
  ActiveStreamsInput,
  FollowStreamInput,
  ListenToStreamInput,
  ManageStreamInput,
  NoInput,
  StreamIdInput,
} from "./schemas/inputs.ts";
import type { AckedStream, ActiveStreams, ManagedStream, StreamTTL } from "./schemas/outputs.ts";

type Def<Input, Output> = {
  readonly input: Input;
  readonly output: Output;
  readonly meta: unknown;
};

/** A subscription's event as tRPC's client gives it. */
export type TrackedEvent<A> = { readonly id: string; readonly data: Recorded<A> };

/** What `createStreamRouter` serves, as clients infer it. */
export type StreamProcedures<A, Own extends z.ZodObject = NoInput> = {
  /** Starts or stops. `CONFLICT` (`stream-active`) where somebody produces the stream. */
  readonly manageStream: TRPCMutationProcedure<Def<ManageStreamInput<Own>, ManagedStream>>;
  /** `started` and `chunk` events of a stream that has not ended; nothing otherwise. Over `httpBatchStreamLink`. */
  readonly listenToStream: TRPCMutationProcedure<
    Def<ListenToStreamInput, AsyncIterable<ListenedEvent<A>, void, undefined>>
  >;
  /** Every event from a position on, the ending included. Over `httpSubscriptionLink`, which resumes by itself. */
  readonly followStream: TRPCSubscriptionProcedure<
    Def<FollowStreamInput, AsyncIterable<TrackedEvent<A>, void, undefined>>
  >;
  /** Moves a reader's place on, never back; answers where it is then. */
  readonly ackStream: TRPCMutationProcedure<Def<AckStreamInput, AckedStream>>;
  /** All that a stream holds at one moment. `NOT_FOUND` where there is none. */
  readonly getStreamContent: TRPCQueryProcedure<Def<StreamIdInput, Content<A>>>;
  /** How long it is still kept. `NOT_FOUND` where there is none. */
  readonly getStreamTTL: TRPCQueryProcedure<Def<StreamIdInput, StreamTTL>>;
  /** Some of the streams that have no ending, and where to go on. */
  readonly getActiveStreams: TRPCQueryProcedure<Def<ActiveStreamsInput, ActiveStreams>>;
};
