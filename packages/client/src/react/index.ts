export { perFrame, type Schedule } from "./per-frame.ts";
export type { Snapshot } from "./stream-store.ts";
export { type ConversationView, useConversation } from "./use-conversation.ts";
export { useProjection } from "./use-projection.ts";
export { type StreamView, type UseStreamOptions, useStream } from "./use-stream.ts";
export type { View, ViewOptions, ViewStatus } from "./view.ts";
