import {
  beginning,
  type Conversation,
  emptyConversation,
  evolveConversation,
  isTerminal,
  type MessageEvent,
  type Recorded,
} from "@segno/core";
import { aiMessageId } from "../source/answer.ts";
import { spoken } from "./open.ts";
import type { Ending, Mark, Seen } from "./orders.ts";

/** A reader's own notes. It trusts nobody: it counts what is missing and what comes twice. */
export type Notes = {
  readonly take: (event: Recorded<MessageEvent>) => void;
  readonly resumed: () => void;
  readonly mark: () => Mark;
  /** How many events of this life. */
  readonly events: () => number;
  /** The text since this was last asked; `anew` where what came before no longer counts. */
  readonly fresh: () => { readonly said: string; readonly anew: boolean };
  readonly close: (ending: Ending, code: string | null) => Seen;
};

export const createNotes = (after: Mark = { position: beginning, offset: 0 }): Notes => {
  let { position, offset } = after;
  let text = "";
  let told = 0;
  let anew = false;
  let conversation: Conversation = emptyConversation;
  let events = 0;
  let resumes = 0;
  let gaps = 0;
  let doubles = 0;
  let resets = 0;

  const begin = (): void => {
    offset = 0;
    events = 0;
    text = "";
    told = 0;
    anew = true;
    resets += 1;
  };

  return {
    take: (event) => {
      if (event.type === "started" && event.reset) begin();
      gaps += Math.max(0, event.offset - offset - 1);
      if (event.offset <= offset) doubles += 1;
      ({ position, offset } = event);
      events += 1;
      conversation = evolveConversation(conversation, event);
      if (event.type === "chunk") text += spoken(event.data);
    },
    resumed: () => {
      resumes += 1;
    },
    mark: () => ({ position, offset }),
    events: () => events,
    fresh: () => {
      const news = { said: text.slice(told), anew };
      told = text.length;
      anew = false;
      return news;
    },
    close: (ending, code) => {
      const folded = conversation.messages.find(({ messageId }) => messageId === aiMessageId);
      const message = folded ? { status: folded.status, content: folded.content } : null;
      const mark = { position, offset };
      return { text, message, events, resumes, gaps, doubles, resets, mark, ending, code };
    },
  };
};

/** The terminal as a reader names it. */
export const endingOf = (event: Recorded<MessageEvent>): Ending | null =>
  isTerminal(event) ? event.type : null;
