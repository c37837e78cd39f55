import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Conversation,
  emptyConversation,
  type Message,
} from "../../src/message/conversation.ts";
import type { MessageEvent } from "../../src/message/events.ts";
import { evolveMessage } from "../../src/message/evolve-message.ts";
import { messageEvents } from "../support/arbitraries.ts";
import { foreign } from "../support/given.ts";

const fold = (...events: readonly MessageEvent[]): Conversation =>
  events.reduce(evolveMessage, emptyConversation);

const question: MessageEvent = { type: "user-message", messageId: "q", content: "Why?" };
const begin: MessageEvent = { type: "ai-message-start", messageId: "a", model: "m-1" };
const say = (content: string, messageId = "a"): MessageEvent => ({
  type: "ai-message-chunk",
  messageId,
  content,
});
const complete: MessageEvent = { type: "ai-message-complete", messageId: "a" };
const stop: MessageEvent = { type: "ai-message-stopped", messageId: "a", by: "u", reason: "long" };
const fail: MessageEvent = {
  type: "ai-message-failed",
  messageId: "a",
  code: "boom",
  message: "!",
};

const asked: Message = { messageId: "q", role: "user", content: "Why?", status: "complete" };
const open: Message = {
  messageId: "a",
  role: "assistant",
  content: "",
  model: "m-1",
  status: "streaming",
};

describe("a conversation", () => {
  it("is empty at first", () => {
    expect(fold()).toStrictEqual({ messages: [] });
  });

  it("has a user's message whole", () => {
    expect(fold(question)).toStrictEqual({ messages: [asked] });
  });

  it("has an answer streaming from its start", () => {
    expect(fold(question, begin)).toStrictEqual({ messages: [asked, open] });
    expect(fold({ type: "ai-message-start", messageId: "a" })).toStrictEqual({
      messages: [{ messageId: "a", role: "assistant", content: "", status: "streaming" }],
    });
  });

  it("joins the pieces of an answer", () => {
    expect(fold(question, begin, say("Be"), say(""), say("cause"))).toStrictEqual({
      messages: [asked, { ...open, content: "Because" }],
    });
  });

  it("keeps answers that stream side by side apart, in the order of their starts", () => {
    const other: MessageEvent = { type: "ai-message-start", messageId: "b" };
    expect(fold(begin, other, say("1"), say("2", "b"), say("3"), complete)).toStrictEqual({
      messages: [
        { ...open, content: "13", status: "complete" },
        { messageId: "b", role: "assistant", content: "2", status: "streaming" },
      ],
    });
  });

  it.each([
    [complete, { status: "complete" }],
    [stop, { status: "stopped", by: "u", reason: "long" }],
    [{ type: "ai-message-stopped", messageId: "a" } as const, { status: "stopped" }],
    [fail, { status: "failed", code: "boom", message: "!" }],
  ])("closes an answer: %o", (ending, how) => {
    expect(fold(question, begin, say("Be"), ending)).toStrictEqual({
      messages: [asked, { ...open, content: "Be", ...how }],
    });
  });

  it("copies the list and the one message, and shares the others", () => {
    const before = fold(question, begin);
    const after = evolveMessage(before, say("Be"));
    expect(before).toStrictEqual({ messages: [asked, open] });
    expect(after.messages[0]).toBe(before.messages[0]);
  });
});

describe("nothing changes by", () => {
  it("what comes after a message's end", () => {
    for (const ending of [complete, stop, fail]) {
      const before = fold(question, begin, say("Be"), ending);
      for (const late of [begin, say("late"), complete, stop, fail]) {
        expect(evolveMessage(before, late)).toBe(before);
      }
    }
  });

  it("what begins twice", () => {
    const before = fold(question, begin, say("Be"));
    for (const again of [
      question,
      { ...question, content: "How?" },
      begin,
      { ...question, messageId: "a" },
      { ...begin, messageId: "q" },
    ]) {
      expect(evolveMessage(before, again)).toBe(before);
    }
  });

  it("what belongs to no message", () => {
    for (const before of [emptyConversation, fold(question)]) {
      for (const lost of [say("x"), complete, stop, fail]) {
        expect(evolveMessage(before, lost)).toBe(before);
      }
    }
  });

  it("what would add to a user's message", () => {
    const before = fold(question);
    for (const event of [say("x"), complete, stop, fail]) {
      expect(evolveMessage(before, { ...event, messageId: "q" })).toBe(before);
    }
  });

  it("an event of a newer version", () => {
    const before = fold(question, begin);
    expect(evolveMessage(before, foreign("ai-message-reasoning"))).toBe(before);
  });
});

describe("any sequence of message events", () => {
  it("comes to each message by its own events alone", () => {
    fc.assert(
      fc.property(fc.array(messageEvents, { maxLength: 20 }), (events) => {
        const { messages } = fold(...events);
        const ids = messages.map(({ messageId }) => messageId);
        expect(new Set(ids).size).toBe(ids.length);
        for (const message of messages) {
          const own = events.filter(({ messageId }) => messageId === message.messageId);
          expect(fold(...own)).toStrictEqual({ messages: [message] });
        }
      }),
    );
  });

  it("changes no conversation that was there", () => {
    fc.assert(
      fc.property(fc.array(messageEvents, { maxLength: 20 }), (events) => {
        events.reduce((before: Conversation, event) => {
          const copy = structuredClone(before);
          const after = evolveMessage(before, event);
          expect(before).toStrictEqual(copy);
          return after;
        }, emptyConversation);
      }),
    );
  });

  it("comes to the same where every event comes twice, but for what is said", () => {
    const statuses = ({ messages }: Conversation) =>
      messages.map(({ content: _, ...message }) => message);
    fc.assert(
      fc.property(fc.array(messageEvents, { maxLength: 20 }), (events) => {
        const twice = events.flatMap((event) => [event, event]);
        expect(statuses(fold(...twice))).toStrictEqual(statuses(fold(...events)));
      }),
    );
  });
});
