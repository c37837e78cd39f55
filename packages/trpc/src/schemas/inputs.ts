import { SegnoError } from "@segno/core/browser";
import { z } from "zod";
import { givenId, givenReader } from "./names.ts";

/** What a client sends with `manageStream`; the host's own input belongs to a start. `intervalMs` is 500 by default. */
export type ManageStreamInput<Own extends z.ZodObject = NoInput> =
  | (StartInput & Fields<Own, z.input<Own>>)
  | StopInput;

/** The same once it was parsed: `produce` is given the start. */
export type ManageStreamOrder<Own extends z.ZodObject = NoInput> = StartOrder<Own> | StopInput;

export type StartOrder<Own extends z.ZodObject = NoInput> = StartInput & {
  readonly intervalMs: number;
} & Fields<Own, z.output<Own>>;

/** The type of no fields at all would allow none beside it. */
type Fields<Own extends z.ZodObject, All> = keyof Own["shape"] extends never ? unknown : All;

/** The host adds nothing to a start. */
export type NoInput = z.ZodObject<Record<never, never>>;

type StartInput = {
  readonly streamId: string;
  readonly action: "start";
  /** The pace of what is produced, in ms, 0 to 60,000; for the host's `produce` to keep. */
  readonly intervalMs?: number | undefined;
};

export type StopInput = {
  readonly streamId: string;
  readonly action: "stop";
  /** A stop has no pace: taken, and not looked at. */
  readonly intervalMs?: number | undefined;
  /** Why, for the `stopped` event: up to 1,000 characters. */
  readonly reason?: string | undefined;
  /** The life that is meant; without it, the one that is there. */
  readonly incarnation?: string | undefined;
};

const interval = z.int().min(0).max(60_000);

const start = {
  streamId: givenId,
  action: z.literal("start"),
  intervalMs: interval.default(500),
};

const stop = z.object({
  streamId: givenId,
  action: z.literal("stop"),
  intervalMs: interval.optional(),
  reason: z.string().max(1_000).optional(),
  incarnation: z.string().optional(),
});

/** The input of `manageStream`, with the host's own fields in a start. Throws `invalid-options` where they take our names. */
export const manageStreamInput = <Own extends z.ZodObject = NoInput>(
  own?: Own,
): z.ZodType<ManageStreamOrder<Own>, ManageStreamInput<Own>> => {
  const taken = Object.keys(own?.shape ?? {}).filter((name) => Object.hasOwn(start, name));
  if (taken.length > 0) {
    throw new SegnoError("invalid-options", `The input's ${taken.join(", ")} is the router's own`);
  }
  const whole: z.ZodObject = (own ?? z.object({})).safeExtend(start);
  // The compiler cannot merge a shape that it does not know yet.
  return z.union([stop, whole]) as unknown as ReturnType<typeof manageStreamInput<Own>>;
};

export type StreamIdInput = { readonly streamId: string };

/** The input of `getStreamContent` and `getStreamTTL`. */
export const streamIdInput: z.ZodType<StreamIdInput, StreamIdInput> = z.object({
  streamId: givenId,
});

export type ListenToStreamInput = {
  readonly streamId: string;
  /** The position after which to begin; `"0"`, or nothing, is the beginning. */
  readonly fromEventId?: string | undefined;
  /** Also where the stream has ended: without it, nothing is said of such a one. */
  readonly replay?: boolean | undefined;
};

export const listenToStreamInput: z.ZodType<ListenToStreamInput, ListenToStreamInput> = z.object({
  streamId: givenId,
  fromEventId: z.string().optional(),
  replay: z.boolean().optional(),
});

export type FollowStreamInput = {
  readonly streamId: string;
  /** The last position that was seen; tRPC's client fills it in when it connects again. */
  readonly lastEventId?: string | null | undefined;
  /** On whose behalf: without a position it begins after what this reader has acknowledged. */
  readonly reader?: string | undefined;
  /** How long to wait for a stream that is not there yet, in ms, 0 to 60,000; by default as the streams do. */
  readonly wait?: number | undefined;
};

export const followStreamInput: z.ZodType<FollowStreamInput, FollowStreamInput> = z.object({
  streamId: givenId,
  lastEventId: z.string().nullish(),
  reader: givenReader.optional(),
  wait: z.int().min(0).max(60_000).optional(),
});

export type AckStreamInput = {
  readonly streamId: string;
  /** Who has seen it: 1 to 128 characters. */
  readonly reader: string;
  /** Of the last event that it has seen. */
  readonly position: string;
};

export const ackStreamInput: z.ZodType<AckStreamInput, AckStreamInput> = z.object({
  streamId: givenId,
  reader: givenReader,
  position: z.string(),
});

export type ActiveStreamsInput =
  | {
      /** Where an earlier answer said to go on. */
      readonly cursor?: string | null | undefined;
      /** About how many streams to look at, 1 to 1,000, by default 100. */
      readonly limit?: number | undefined;
      /** Only one owner's, and only of a kind: 1 to 256 characters. */
      readonly owner?: string | undefined;
      readonly kind?: string | undefined;
      /** Only those that were last appended to so many ms ago, or longer. */
      readonly olderThan?: number | undefined;
    }
  | undefined;

export const activeStreamsInput: z.ZodType<ActiveStreamsInput, ActiveStreamsInput> = z
  .object({
    cursor: z.string().nullish(),
    limit: z.int().min(1).max(1_000).optional(),
    owner: z.string().min(1).max(256).optional(),
    kind: z.string().min(1).max(256).optional(),
    olderThan: z.int().min(0).optional(),
  })
  .optional();
