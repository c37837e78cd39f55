import type {
  Content,
  Description,
  Incarnation,
  Position,
  TerminalType,
} from "@segno/core/browser";
import { z } from "zod";
import { streamEventSchema } from "./events.ts";
import { incarnation, position, streamId } from "./names.ts";

/** What `manageStream` did. */
export type ManagedStream =
  | {
      readonly action: "start";
      readonly streamId: string;
      /** How the start met the id: nothing there, or a life that had ended or gone stale and was replaced. */
      readonly began: "new" | "recreated" | "taken-over";
      readonly incarnation: Incarnation;
      /** Of the `started` event: to follow from. */
      readonly position: Position;
    }
  | {
      readonly action: "stop";
      readonly streamId: string;
      /** The ending that stands. */
      readonly terminal: TerminalType;
      readonly position: Position;
      /** Whether this stop is the one that ended it. */
      readonly mine: boolean;
    };

const terminal = z.enum(["stopped", "failed", "completed"]);

export const managedStreamSchema: z.ZodType<ManagedStream> = z.discriminatedUnion("action", [
  z.object({
    action: z.literal("start"),
    streamId: z.string(),
    began: z.enum(["new", "recreated", "taken-over"]),
    incarnation,
    position,
  }),
  z.object({
    action: z.literal("stop"),
    streamId: z.string(),
    terminal,
    position,
    mine: z.boolean(),
  }),
]);

export const descriptionSchema: z.ZodType<Description> = z.object({
  streamId,
  status: z.enum(["active", "stale", ...terminal.options]),
  incarnation,
  startedAt: z.number(),
  lastActivity: z.number(),
  expiresAt: z.number(),
  owner: z.string().exactOptional(),
  kind: z.string().exactOptional(),
  position,
  eventCount: z.int(),
  chunks: z.int(),
});

/** What `getStreamContent` gives, with the host's payload in its events. */
export const streamContentSchema = <A>(payload: z.ZodType<A>): z.ZodType<Content<A>> =>
  z.object({
    streamId,
    content: z.string().nullable(),
    chunks: z.int(),
    eventCount: z.int(),
    meta: descriptionSchema,
    events: z.array(streamEventSchema(payload)),
  });

/** Where a reader is now. */
export type AckedStream = { readonly position: Position };

export const ackedStreamSchema: z.ZodType<AckedStream> = z.object({ position });

/** How long a stream is still kept, in whole seconds, rounded up; null where it does not expire. */
export type StreamTTL = {
  /** Of the events. */
  readonly streamTTL: number | null;
  /** Of what is known about them. */
  readonly metaTTL: number | null;
  /** Whether both expire at the same instant, to the millisecond. */
  readonly synchronized: boolean;
};

export const streamTTLSchema: z.ZodType<StreamTTL> = z.object({
  streamTTL: z.int().nullable(),
  metaTTL: z.int().nullable(),
  synchronized: z.boolean(),
});

/** Some of the streams that have no ending yet. */
export type ActiveStreams = {
  /** How many streams the answering process writes. */
  readonly inMemoryCount: number;
  readonly active: readonly Description[];
  /** Where to go on; null at the end. */
  readonly cursor: string | null;
};

export const activeStreamsSchema: z.ZodType<ActiveStreams> = z.object({
  inMemoryCount: z.int(),
  active: z.array(descriptionSchema),
  cursor: z.string().nullable(),
});
