import type { MessageEvent } from "./events.ts";
import { type RawEvent, type Upcaster, upcasters } from "./upcasters.ts";

type MessageType = MessageEvent["type"];

/** The first spellings named no version: what bears one is of version 1. */
const spelled = (old: string, type: MessageType): Upcaster => ({
  from: { type: old },
  up: (raw) => ({ ...raw, type, version: 1 }),
});

const since1 = (type: MessageType, up: Upcaster["up"]): Upcaster => ({
  from: { type, version: 1 },
  up,
});

/** Version 1 said `id`. Where today's name stands already, it wins. */
const addressed = ({ version: _, id, ...rest }: RawEvent): RawEvent => ({
  messageId: id,
  ...rest,
});

/** Version 1 said `id` and `text`. */
const worded = ({ version: _, id, text, ...rest }: RawEvent): RawEvent => ({
  messageId: id,
  content: text,
  ...rest,
});

/**
 * Reads message events of every version. Today's (2) name no version:
 *
 *     { type: "aiMessageChunk", id: "m1", text: "Hi" }                     the first spelling
 *     { type: "ai-message-chunk", version: 1, id: "m1", text: "Hi" }       version 1
 *     { type: "ai-message-chunk", messageId: "m1", content: "Hi" }         today
 */
export const upcastMessage: (raw: unknown) => unknown = upcasters([
  spelled("aiMessageChunk", "ai-message-chunk"),
  spelled("aiMessageStart", "ai-message-start"),
  spelled("aiMessageComplete", "ai-message-complete"),
  spelled("aiMessageStopped", "ai-message-stopped"),
  spelled("aiMessageFailed", "ai-message-failed"),
  spelled("userMessage", "user-message"),
  since1("ai-message-chunk", worded),
  since1("ai-message-start", addressed),
  since1("ai-message-complete", addressed),
  since1("ai-message-stopped", addressed),
  since1("ai-message-failed", addressed),
  since1("user-message", worded),
]);
