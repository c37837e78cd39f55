import fc from "fast-check";
import { right } from "fp-ts/lib/Either.js";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import { createCodec } from "../../src/codec/codec.ts";
import { messageEventSchema } from "../../src/codec/message-schema.ts";
import type { MessageEvent } from "../../src/message/events.ts";
import { upcastMessage } from "../../src/message/upcast-message.ts";
import { messageEvents } from "../support/arbitraries.ts";
import { life, rightOf } from "../support/entries.ts";

describe("the schema of message events", () => {
  it("has the type of message events", () => {
    expectTypeOf<z.infer<typeof messageEventSchema>>().toEqualTypeOf<MessageEvent>();
  });

  it("takes every message event as it is", () => {
    fc.assert(
      fc.property(messageEvents, (event) => {
        expect(messageEventSchema.parse(event)).toEqual(event);
      }),
    );
  });

  it.each<readonly [MessageEvent["type"], readonly string[]]>([
    ["user-message", ["messageId", "content"]],
    ["ai-message-start", ["messageId"]],
    ["ai-message-chunk", ["messageId", "content"]],
    ["ai-message-complete", ["messageId"]],
    ["ai-message-stopped", ["messageId"]],
    ["ai-message-failed", ["messageId", "code", "message"]],
  ])("needs of %s: %j", (type, needed) => {
    const { error } = messageEventSchema.safeParse({ type });
    expect(error?.issues.map(({ path }) => path.join("."))).toEqual(needed);
  });

  it.each<readonly [MessageEvent["type"], readonly string[]]>([
    ["user-message", ["messageId", "content"]],
    ["ai-message-start", ["messageId", "model"]],
    ["ai-message-chunk", ["messageId", "content"]],
    ["ai-message-complete", ["messageId"]],
    ["ai-message-stopped", ["messageId", "by", "reason"]],
    ["ai-message-failed", ["messageId", "code", "message"]],
  ])("takes of %s nothing but text for: %j", (type, texts) => {
    const numbers = Object.fromEntries(texts.map((key) => [key, 7]));
    const { error } = messageEventSchema.safeParse({ type, ...numbers });
    expect(error?.issues.map(({ path }) => path.join("."))).toEqual(texts);
  });

  it.each([null, "user-message", {}, { type: "aiMessageChunk", messageId: "m", content: "" }])(
    "refuses %j",
    (value) => {
      expect(messageEventSchema.safeParse(value).success).toBe(false);
    },
  );

  it("with its upcaster reads what older versions stored", () => {
    const codec = createCodec({ chunk: messageEventSchema, upcast: upcastMessage });
    const today: MessageEvent = { type: "ai-message-chunk", messageId: "m1", content: "Hi" };
    const decoded = right({ type: "chunk", at: life.startedAt, data: today });
    expect(codec.decode(rightOf(codec.chunk(today, 0)), life)).toEqual(decoded);
    const old = '{"type":"aiMessageChunk","id":"m1","text":"Hi"}';
    expect(codec.decode(`cA${old}`, life)).toEqual(decoded);
  });
});
