import type { Conversation, Message, OpenMessage } from "./conversation.ts";
import type { AiMessageStart, AiMessageStopped, MessageEvent } from "./events.ts";

const begun = ({ messageId, model }: AiMessageStart): OpenMessage => ({
  messageId,
  role: "assistant",
  content: "",
  ...(model === undefined ? {} : { model }),
  status: "streaming",
});

const stopped = (open: OpenMessage, { by, reason }: AiMessageStopped): Message => ({
  ...open,
  status: "stopped",
  ...(by === undefined ? {} : { by }),
  ...(reason === undefined ? {} : { reason }),
});

const add = (conversation: Conversation, message: Message): Conversation =>
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
  const { messageId } = event;
  switch (event.type) {
    case "user-message": {
      const { content } = event;
      return add(conversation, { messageId, role: "user", content, status: "complete" });
    }
    case "ai-message-start":
      return add(conversation, begun(event));
    case "ai-message-chunk":
      return change(conversation, messageId, (open) => ({
        ...open,
        content: open.content + event.content,
      }));
    case "ai-message-complete":
      return change(conversation, messageId, (open) => ({ ...open, status: "complete" }));
    case "ai-message-stopped":
      return change(conversation, messageId, (open) => stopped(open, event));
    case "ai-message-failed": {
      const { code, message } = event;
      return change(conversation, messageId, (open) => ({
        ...open,
        status: "failed",
        code,
        message,
      }));
    }
    default:
      event satisfies never;
      return conversation;
  }
};
