import { isSegnoError } from "@segno/core";
import { arbitraries } from "@segno/testkit";
import {
  activeStreamsInput,
  followStreamInput,
  listenedEventSchema,
  listenToStreamInput,
  manageStreamInput,
  streamEventSchema,
} from "@segno/trpc/schemas";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { follow } from "./support/reading.ts";
import { said, serve, topic } from "./support/served.ts";

const manage = manageStreamInput(topic);

test("a start takes the host's input too, a stop does without", () => {
  const start = { streamId: "a1", action: "start", words: ["a"] };
  expect(manage.parse(start)).toEqual({ ...start, intervalMs: 500 });
  expect(manage.parse({ ...start, intervalMs: 0 })).toEqual({ ...start, intervalMs: 0 });
  expect(manage.safeParse({ streamId: "a1", action: "start" }).success).toBe(false);
  const stop = { streamId: "a1", action: "stop" };
  expect(manage.parse(stop)).toEqual(stop);
  expect(manage.parse({ ...stop, words: ["a"], more: 1 })).toEqual(stop);
});

test.each([
  { streamId: "", action: "stop" },
  { streamId: "a{b}", action: "stop" },
  { streamId: "a".repeat(129), action: "stop" },
  { streamId: "a1", action: "pause" },
  { streamId: "a1", action: "stop", reason: "a".repeat(1_001) },
  ...[-1, 0.5, 60_001, "100", Number.NaN].map((intervalMs) => ({
    streamId: "a1",
    action: "start",
    words: [],
    intervalMs,
  })),
])("%j is refused", (input) => {
  expect(manage.safeParse(input).success).toBe(false);
});

test("a host's schema keeps its refinements and transforms, and may be strict", () => {
  const own = z
    .strictObject({ from: z.number(), to: z.string().transform(Number) })
    .refine(({ from, to }) => from < to, "backwards");
  const schema = manageStreamInput(own);
  const start = { streamId: "a1", action: "start", from: 1, to: "2" };
  expect(schema.parse(start)).toEqual({ ...start, to: 2, intervalMs: 500 });
  expect(schema.safeParse({ ...start, to: "1" }).success).toBe(false);
  expect(schema.safeParse({ ...start, more: 1 }).success).toBe(false);
});

test("a host's schema cannot take the router's own names", () => {
  const refused = () => manageStreamInput(z.object({ streamId: z.number(), words: z.string() }));
  expect(refused).toThrow("The input's streamId is the router's own");
  try {
    refused();
  } catch (error) {
    expect(isSegnoError(error, "invalid-options")).toBe(true);
  }
});

test("whatever is sent is refused or taken, and never breaks a schema", () => {
  const schemas = [manage, listenToStreamInput, followStreamInput, activeStreamsInput];
  const hostile = fc.oneof(
    fc.anything({ withNullPrototype: true }),
    fc.record({
      streamId: fc.oneof(arbitraries.streamId, fc.string(), fc.anything()),
      action: fc.oneof(fc.constantFrom("start", "stop", "__proto__"), fc.anything()),
      intervalMs: fc.anything(),
      words: fc.anything(),
      cursor: fc.anything(),
      lastEventId: fc.anything(),
    }),
  );
  fc.assert(
    fc.property(hostile, (input) => {
      for (const schema of schemas) expect(typeof schema.safeParse(input).success).toBe("boolean");
    }),
  );
});

test("every event that is served is as its schema says", async () => {
  const { streams, client } = await serve();
  const endings = {
    a1: () => {},
    a2: () => {
      throw new Error("No model");
    },
    a3: async () => void (await streams.stop("a3", { by: "user-7", reason: "Enough" })),
  };
  for (const [id, end] of Object.entries(endings)) {
    const options = { owner: "user-7", kind: "answer", metadata: { n: [1, null] } };
    await streams
      .run(id, options, async (run) => {
        await run.write({ content: id });
        await end();
      })
      .catch(() => {});
    const reader = follow(client(), { streamId: id });
    expect(await reader.over).toBeNull();
    expect(reader.seen).toHaveLength(3);
    for (const event of reader.seen) expect(streamEventSchema(said).parse(event)).toEqual(event);
    const listened = reader.seen.filter(
      (event) => listenedEventSchema(said).safeParse(event).success,
    );
    expect(listened.map(({ type }) => type)).toEqual(["started", "chunk"]);
  }
});

test("a payload that is none is refused by the schema of its event", () => {
  const chunk = { type: "chunk", at: 1, offset: 2, position: "p" };
  const schema = streamEventSchema(said);
  expect(schema.safeParse({ ...chunk, data: { content: "a" } }).success).toBe(true);
  expect(schema.safeParse({ ...chunk, data: { content: 1 } }).success).toBe(false);
});
