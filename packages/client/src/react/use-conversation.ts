import {
  type Conversation,
  conversation,
  type Message,
  type MessageEvent,
} from "@segno/core/browser";
import { useMemo } from "react";
import { useProjection } from "./use-projection.ts";
import type { View, ViewOptions } from "./view.ts";

export type ConversationView = View<MessageEvent> & {
  /** In the order in which they began; those that did not change are the same objects. */
  readonly messages: readonly Message[];
};

/** The conversation in a stream whose payloads are message events. */
export const useConversation = (
  url: string | URL | null,
  options: ViewOptions<MessageEvent, Conversation> = {},
): ConversationView => {
  const snapshot = useProjection(url, conversation, options);
  return useMemo(() => {
    const { state, ...view } = snapshot;
    return { ...view, messages: state.messages };
  }, [snapshot]);
};
