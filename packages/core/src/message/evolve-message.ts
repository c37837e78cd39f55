import type { Conversation, Message, OpenMessage } from "./conversation.ts";
import type { MessageEvent } from "./events.ts";

const begin = (conversation: Conversation, message: Message): Conversation =>
  conversation.messages.some(({ messageId }) => messageId === message.messageId)
    ? conversation
    : { messages: [...conversation.messages, message] };

/** Copies the list and the one message; looked for from the end, where the open one nearly always is. */
const change = (
  conversation: Conversation,
  messageId: string,
  next: (open: OpenMessage) => Message,
): Conversation => {
  const { messages } = conversation;
  const at = messages.findLastIndex((message) => message.messageId === messageId);
  const message = messages[at];
  return message?.status === "streaming"
    ? { messages: messages.with(at, next(message)) }
    : conversation;
};

/**
 * The reducer of conversations: pure and total. What comes twice, too late or for a message that never began
 * changes nothing.
 */
export const evolveMessage = (conversation: Conversation, event: MessageEvent): Conversation => {
  switch (event.type) {
    case "user-message": {
      const { messageId, content } = event;
      return begin(conversation, { messageId, role: "user", content, status: "complete" });
    }
    case "ai-message-start": {
      const { type: _, ...rest } = event;
      return begin(conversation, { ...rest, role: "assistant", content: "", status: "streaming" });
    }
    case "ai-message-chunk":
      return change(conversation, event.messageId, (open) => ({
        ...open,
        content: open.content + event.content,
      }));
    case "ai-message-complete":
      return change(conversation, event.messageId, (open) => ({ ...open, status: "complete" }));
    case "ai-message-stopped": {
      const { type: _, ...rest } = event;
      return change(conversation, event.messageId, (open) => ({
        ...open,
        ...rest,
        status: "stopped",
      }));
    }
    case "ai-message-failed": {
      const { type: _, ...rest } = event;
      return change(conversation, event.messageId, (open) => ({
        ...open,
        ...rest,
        status: "failed",
      }));
    }
    default:
      event satisfies never;
      return conversation;
  }
};
