export type UserMessage = {
  readonly type: "user-message";
  readonly messageId: string;
  readonly content: string;
};

export type AiMessageStart = {
  readonly type: "ai-message-start";
  readonly messageId: string;
  readonly model?: string;
};

/** A further piece of the content. */
export type AiMessageChunk = {
  readonly type: "ai-message-chunk";
  readonly messageId: string;
  readonly content: string;
};

export type AiMessageComplete = {
  readonly type: "ai-message-complete";
  readonly messageId: string;
};

export type AiMessageStopped = {
  readonly type: "ai-message-stopped";
  readonly messageId: string;
  readonly by?: string;
  readonly reason?: string;
};

export type AiMessageFailed = {
  readonly type: "ai-message-failed";
  readonly messageId: string;
  readonly code: string;
  readonly message: string;
};

/** Nothing is added to a message after one of these. */
export type AiMessageEnding = AiMessageComplete | AiMessageStopped | AiMessageFailed;

/** What happens in a conversation. The payloads of a stream's chunks: the stream layer does not know them. */
export type MessageEvent = UserMessage | AiMessageStart | AiMessageChunk | AiMessageEnding;
