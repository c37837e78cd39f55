import type { LifecycleEvent, Terminal } from "../stream/events.ts";
import type { Projection } from "../stream/evolve.ts";
import { type Conversation, emptyConversation } from "./conversation.ts";
import type { AiMessageEnding, MessageEvent } from "./events.ts";
import { evolveMessage } from "./evolve-message.ts";

const closing = (messageId: string, terminal: Terminal): AiMessageEnding => {
  switch (terminal.type) {
    case "completed":
      return { type: "ai-message-complete", messageId };
    case "stopped": {
      const { by, reason } = terminal;
      return {
        type: "ai-message-stopped",
        messageId,
        ...(by === undefined ? {} : { by }),
        ...(reason === undefined ? {} : { reason }),
      };
    }
    case "failed": {
      const { code, message } = terminal;
      return { type: "ai-message-failed", messageId, code, message };
    }
    default:
      return terminal satisfies never;
  }
};

/** How a stream's end closes the messages that are still open in it. Derived: nothing is stored after a terminal. */
export const closingEvents = (
  conversation: Conversation,
  terminal: Terminal,
): readonly AiMessageEnding[] =>
  conversation.messages
    .filter(({ status }) => status === "streaming")
    .map(({ messageId }) => closing(messageId, terminal));

/** Folds a stream whose payloads are message events; a `started` begins anew, so a reset needs no care. */
export const evolveConversation = (
  conversation: Conversation,
  event: LifecycleEvent<MessageEvent>,
): Conversation => {
  switch (event.type) {
    case "started":
      return emptyConversation;
    case "chunk":
      return evolveMessage(conversation, event.data);
    case "stopped":
    case "failed":
    case "completed":
      return closingEvents(conversation, event).reduce(evolveMessage, conversation);
    default:
      event satisfies never;
      return conversation;
  }
};

/** The conversation in a stream: what `foldStream` takes. */
export const conversation: Projection<Conversation, LifecycleEvent<MessageEvent>> = {
  initial: emptyConversation,
  evolve: evolveConversation,
};
