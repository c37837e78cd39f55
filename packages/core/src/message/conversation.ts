type Said = {
  readonly messageId: string;
  readonly role: "user" | "assistant";
  readonly content: string;
  readonly model?: string;
};

/** More of it is to come. */
export type OpenMessage = Said & { readonly status: "streaming" };

export type Message =
  | OpenMessage
  | (Said & { readonly status: "complete" })
  | (Said & { readonly status: "stopped"; readonly by?: string; readonly reason?: string })
  | (Said & { readonly status: "failed"; readonly code: string; readonly message: string });

export type MessageStatus = Message["status"];

/** In the order in which they began. */
export type Conversation = { readonly messages: readonly Message[] };

export const emptyConversation: Conversation = { messages: [] };
