import type { Chunk, Recorded, Started } from "@segno/core/browser";
import { z } from "zod";
import { incarnation, position } from "./names.ts";

/** What `listenToStream` yields: no endings. */
export type ListenedEvent<A> = (Started | Chunk<A>) & Omit<Recorded<A>, keyof Chunk<A>>;

const place = { at: z.number(), offset: z.int().positive(), position };
const word = z.string().exactOptional();

const started = z.object({
  type: z.literal("started"),
  ...place,
  incarnation,
  owner: word,
  kind: word,
  metadata: z.json().exactOptional(),
  reset: z.literal(true).exactOptional(),
});

const terminals = [
  z.object({ type: z.literal("stopped"), ...place, by: word, reason: word }),
  z.object({ type: z.literal("failed"), ...place, code: z.string(), message: z.string() }),
  z.object({ type: z.literal("completed"), ...place, chunks: z.int().min(0), reason: word }),
] as const;

const chunkOf = <A>(payload: z.ZodType<A>) =>
  z.object({ type: z.literal("chunk"), ...place, data: payload });

/** An event as `followStream` and `getStreamContent` give it. */
export const streamEventSchema = <A>(payload: z.ZodType<A>): z.ZodType<Recorded<A>> =>
  z.discriminatedUnion("type", [started, chunkOf(payload), ...terminals]);

/** An event as `listenToStream` gives it. */
export const listenedEventSchema = <A>(payload: z.ZodType<A>): z.ZodType<ListenedEvent<A>> =>
  z.discriminatedUnion("type", [started, chunkOf(payload)]);
