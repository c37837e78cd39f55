import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { upcastMessage } from "../../src/message/upcast-message.ts";
import { type RawEvent, type Upcaster, upcasters } from "../../src/message/upcasters.ts";
import { jsons, messageEvents } from "../support/arbitraries.ts";

describe("upcasters", () => {
  const named =
    (name: string) =>
    (raw: RawEvent): RawEvent => ({
      ...raw,
      by: [...(Array.isArray(raw["by"]) ? raw["by"] : []), name],
    });
  const to = (type: string, version: number, up: Upcaster["up"]): Upcaster["up"] => {
    return (raw) => ({ ...up(raw), type, version });
  };
  const steps: readonly Upcaster[] = [
    { from: { type: "a" }, up: to("a", 2, named("a→a2")) },
    { from: { type: "a", version: 2 }, up: to("b", 1, named("a2→b1")) },
    { from: { type: "b", version: 1 }, up: to("b", 2, named("b1→b2")) },
    { from: { type: "b", version: 1 }, up: to("b", 9, named("never")) },
  ];
  const upcast = upcasters(steps);

  it("are applied one after the other, from wherever an event stands", () => {
    expect(upcast({ type: "a", x: 1 })).toEqual({
      type: "b",
      version: 2,
      x: 1,
      by: ["a→a2", "a2→b1", "b1→b2"],
    });
    expect(upcast({ type: "a", version: 2 })).toEqual({
      type: "b",
      version: 2,
      by: ["a2→b1", "b1→b2"],
    });
    expect(upcast({ type: "b", version: 1 })).toEqual({ type: "b", version: 2, by: ["b1→b2"] });
  });

  it("leave what none of them knows as it is", () => {
    for (const today of [
      { type: "b", version: 2 },
      { type: "b" },
      { type: "c" },
      { type: "toString" },
      { type: 1 },
      { version: 1 },
      {},
      [],
      ["a"],
      Object.assign([], { type: "a" }),
      "a",
      1,
      null,
      undefined,
    ]) {
      expect(upcast(today)).toBe(today);
    }
    const anything = {};
    expect(upcasters([])(anything)).toBe(anything);
  });

  it("come to an end, even in a circle", () => {
    let taken = 0;
    const turn = (type: string): Upcaster["up"] => {
      return () => {
        taken++;
        return { type };
      };
    };
    const circle = upcasters([
      { from: { type: "a" }, up: turn("b") },
      { from: { type: "b" }, up: turn("c") },
      { from: { type: "c" }, up: turn("a") },
    ]);
    expect(circle({ type: "a" })).toEqual({ type: "a" });
    expect(taken).toBe(3);
  });

  it("stop at what is no event", () => {
    const broken = JSON.parse("null");
    expect(upcasters([{ from: { type: "a" }, up: () => broken }, ...steps])({ type: "a" })).toBe(
      null,
    );
  });
});

describe("message events of older versions", () => {
  it.each([
    [
      { type: "userMessage", messageId: "m", content: "c" },
      { type: "user-message", messageId: "m", content: "c" },
    ],
    [
      { type: "aiMessageStart", messageId: "m", model: "x" },
      { type: "ai-message-start", messageId: "m", model: "x" },
    ],
    [
      { type: "aiMessageChunk", messageId: "m", content: "c" },
      { type: "ai-message-chunk", messageId: "m", content: "c" },
    ],
    [
      { type: "aiMessageComplete", messageId: "m" },
      { type: "ai-message-complete", messageId: "m" },
    ],
    [
      { type: "aiMessageStopped", messageId: "m", by: "u" },
      { type: "ai-message-stopped", messageId: "m", by: "u" },
    ],
    [
      { type: "aiMessageFailed", messageId: "m", code: "c", message: "!" },
      { type: "ai-message-failed", messageId: "m", code: "c", message: "!" },
    ],
  ])("in the first spelling: %j", (old, today) => {
    expect(upcastMessage(old)).toEqual(today);
    const { messageId: id, ...rest } = old;
    expect(upcastMessage({ ...rest, id })).toEqual(today);
  });

  it.each([
    [
      { type: "user-message", version: 1, id: "m", text: "c" },
      { type: "user-message", messageId: "m", content: "c" },
    ],
    [
      { type: "ai-message-start", version: 1, id: "m", model: "x" },
      { type: "ai-message-start", messageId: "m", model: "x" },
    ],
    [
      { type: "ai-message-chunk", version: 1, id: "m", text: "c" },
      { type: "ai-message-chunk", messageId: "m", content: "c" },
    ],
    [
      { type: "ai-message-complete", version: 1, id: "m" },
      { type: "ai-message-complete", messageId: "m" },
    ],
    [
      { type: "ai-message-stopped", version: 1, id: "m" },
      { type: "ai-message-stopped", messageId: "m" },
    ],
    [
      { type: "ai-message-failed", version: 1, id: "m", code: "c", message: "!" },
      { type: "ai-message-failed", messageId: "m", code: "c", message: "!" },
    ],
  ])("of version 1: %j", (old, today) => {
    expect(upcastMessage(old)).toEqual(today);
  });

  it("keep today's names where an event has both", () => {
    expect(
      upcastMessage({
        type: "aiMessageChunk",
        id: "old",
        messageId: "m",
        text: "old",
        content: "c",
      }),
    ).toEqual({ type: "ai-message-chunk", messageId: "m", content: "c" });
  });

  it("in the first spelling with the text of version 1: two steps", () => {
    expect(upcastMessage({ type: "aiMessageChunk", id: "m", text: "c" })).toEqual({
      type: "ai-message-chunk",
      messageId: "m",
      content: "c",
    });
  });

  it("of today are left as they are, and so is everything else", () => {
    fc.assert(
      fc.property(fc.oneof(messageEvents, jsons), (value) => {
        expect(upcastMessage(value)).toBe(value);
      }),
    );
  });
});
