import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { type Conversation, emptyConversation } from "../../src/message/conversation.ts";
import type { MessageEvent } from "../../src/message/events.ts";
import {
  closingEvents,
  conversation,
  evolveConversation,
} from "../../src/message/evolve-conversation.ts";
import { evolveMessage } from "../../src/message/evolve-message.ts";
import type { LifecycleEvent, Terminal } from "../../src/stream/events.ts";
import { lifecycleEvents, messageEvents, terminals } from "../support/arbitraries.ts";
import { foreign, ulid } from "../support/given.ts";

type Event = LifecycleEvent<MessageEvent>;

const fold = (...events: readonly Event[]): Conversation =>
  events.reduce(conversation.evolve, conversation.initial);

const started: Event = { type: "started", at: 1, incarnation: ulid("AAA") };
const said = (data: MessageEvent): Event => ({ type: "chunk", at: 2, data });
const begin = (messageId: string) => said({ type: "ai-message-start", messageId });
const say = (messageId: string, content: string) =>
  said({ type: "ai-message-chunk", messageId, content });
const question = said({ type: "user-message", messageId: "q", content: "Why?" });

const stopped: Terminal = { type: "stopped", at: 3, by: "user-7", reason: "enough" };
const failed: Terminal = { type: "failed", at: 3, code: "producer-lost", message: "silence" };
const completed: Terminal = { type: "completed", at: 3, chunks: 4, reason: "length" };

const asked = { messageId: "q", role: "user", content: "Why?", status: "complete" };
const answer = { messageId: "a", role: "assistant", content: "Be" };
const told = [started, question, begin("a"), say("a", "Be")];

describe("the conversation in a stream", () => {
  it("is empty before and after the start", () => {
    expect(fold()).toStrictEqual({ messages: [] });
    expect(fold(started)).toStrictEqual({ messages: [] });
  });

  it("is what the chunks say", () => {
    expect(fold(...told)).toStrictEqual({ messages: [asked, { ...answer, status: "streaming" }] });
  });

  it("begins anew with every start", () => {
    expect(fold(...told, started, begin("b"))).toStrictEqual({
      messages: [{ messageId: "b", role: "assistant", content: "", status: "streaming" }],
    });
  });

  it.each([
    [stopped, { status: "stopped", by: "user-7", reason: "enough" }],
    [{ type: "stopped", at: 3 } as const, { status: "stopped" }],
    [failed, { status: "failed", code: "producer-lost", message: "silence" }],
    [completed, { status: "complete" }],
  ])("is closed by the stream's end: %o", (terminal, how) => {
    expect(fold(...told, begin("b"), terminal)).toStrictEqual({
      messages: [
        asked,
        { ...answer, ...how },
        { messageId: "b", role: "assistant", content: "", ...how },
      ],
    });
  });

  it("is not moved by the stream's end where all was closed", () => {
    const closed = fold(...told, said({ type: "ai-message-complete", messageId: "a" }));
    for (const terminal of [stopped, failed, completed]) {
      expect(evolveConversation(closed, terminal)).toBe(closed);
    }
  });

  it("is not moved by an event of a newer version", () => {
    const before = fold(...told);
    expect(evolveConversation(before, foreign("paused"))).toBe(before);
  });
});

describe("the events that close a conversation", () => {
  let two: Conversation;
  beforeEach(() => {
    two = fold(...told, begin("b"));
  });

  it("say of each open message how the stream ended", () => {
    expect(closingEvents(two, stopped)).toStrictEqual([
      { type: "ai-message-stopped", messageId: "a", by: "user-7", reason: "enough" },
      { type: "ai-message-stopped", messageId: "b", by: "user-7", reason: "enough" },
    ]);
    expect(closingEvents(two, { type: "stopped", at: 3 })).toStrictEqual([
      { type: "ai-message-stopped", messageId: "a" },
      { type: "ai-message-stopped", messageId: "b" },
    ]);
    expect(closingEvents(two, failed)).toStrictEqual([
      { type: "ai-message-failed", messageId: "a", code: "producer-lost", message: "silence" },
      { type: "ai-message-failed", messageId: "b", code: "producer-lost", message: "silence" },
    ]);
    expect(closingEvents(two, completed)).toStrictEqual([
      { type: "ai-message-complete", messageId: "a" },
      { type: "ai-message-complete", messageId: "b" },
    ]);
  });

  it("change nothing for an end of a newer version", () => {
    const closing = closingEvents(two, foreign<Terminal>("paused"));
    expect(closing.reduce(evolveMessage, two)).toBe(two);
  });

  it("are none where nothing is open", () => {
    expect(closingEvents(emptyConversation, stopped)).toStrictEqual([]);
    expect(closingEvents(fold(question), stopped)).toStrictEqual([]);
  });

  it("are events of today, nothing of a stream about them", () => {
    const recorded = { ...stopped, position: "0", offset: 9 };
    expect(closingEvents(two, recorded)[0]).toStrictEqual({
      type: "ai-message-stopped",
      messageId: "a",
      by: "user-7",
      reason: "enough",
    });
  });
});

describe("any sequence of a stream's events", () => {
  const histories = fc.array(lifecycleEvents(messageEvents), { maxLength: 20 });

  it("leaves nothing open after an end", () => {
    fc.assert(
      fc.property(histories, terminals, (events, terminal) => {
        const { messages } = fold(...events, terminal);
        expect(messages.filter(({ status }) => status === "streaming")).toStrictEqual([]);
      }),
    );
  });

  it("comes to what its message events and its closing events come to", () => {
    fc.assert(
      fc.property(histories, terminals, (events, terminal) => {
        const before = fold(...events);
        const closed = closingEvents(before, terminal).reduce(evolveMessage, before);
        expect(fold(...events, terminal)).toStrictEqual(closed);
      }),
    );
  });

  it("comes to the same from its last start on", () => {
    fc.assert(
      fc.property(histories, (events) => {
        const from = events.findLastIndex(({ type }) => type === "started");
        expect(fold(...events)).toStrictEqual(fold(...events.slice(Math.max(0, from))));
      }),
    );
  });
});
