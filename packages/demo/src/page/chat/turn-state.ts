import {
  type Conversation,
  conversation,
  type MessageEvent,
  type Projection,
  type Recorded,
} from "@segno/core/browser";

/** What a turn is told by its stream. */
export type TurnState = {
  readonly conversation: Conversation;
  /** Which life of the stream. */
  readonly incarnation: string | null;
  /** The text that is being said. */
  readonly source: string | null;
  readonly eventCount: number;
};

const sourceOf = (event: Recorded<MessageEvent>): string | null => {
  if (event.type !== "started") return null;
  const { text }: { readonly text?: unknown } = Object(event.metadata);
  return typeof text === "string" ? text : null;
};

/** Kept outside of components: a new one would be a new stream to React. */
export const turnProjection: Projection<TurnState, Recorded<MessageEvent>> = {
  initial: { conversation: conversation.initial, incarnation: null, source: null, eventCount: 0 },
  evolve: (state, event) => ({
    conversation: conversation.evolve(state.conversation, event),
    incarnation: event.type === "started" ? event.incarnation : state.incarnation,
    source: state.source ?? sourceOf(event),
    eventCount: event.offset,
  }),
};
