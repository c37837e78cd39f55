import { z } from "zod";
import type { MessageEvent } from "../message/events.ts";

const messageId = z.string();
const word = z.string().exactOptional();

const schema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("user-message"), messageId, content: z.string() }),
  z.object({ type: z.literal("ai-message-start"), messageId, model: word }),
  z.object({ type: z.literal("ai-message-chunk"), messageId, content: z.string() }),
  z.object({ type: z.literal("ai-message-complete"), messageId }),
  z.object({ type: z.literal("ai-message-stopped"), messageId, by: word, reason: word }),
  z.object({
    type: z.literal("ai-message-failed"),
    messageId,
    code: z.string(),
    message: z.string(),
  }),
]);

/** A, if B is the same type; else nothing can satisfy it. */
type Exactly<A, B> = [A] extends [B] ? ([B] extends [A] ? A : never) : never;
type Same = Exactly<MessageEvent, z.infer<typeof schema>>;

/** The one schema of message events, for servers and browsers: `createStreams({ chunk: messageEventSchema })`. */
export const messageEventSchema: z.ZodType<MessageEvent, MessageEvent> = schema satisfies z.ZodType<
  Same,
  Same
>;
