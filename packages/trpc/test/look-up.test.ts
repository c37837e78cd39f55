import { createStreams } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { virtualClock } from "@segno/testkit";
import {
  activeStreamsSchema,
  managedStreamSchema,
  streamContentSchema,
  streamTTLSchema,
} from "@segno/trpc/schemas";
import { expect, test } from "vitest";
import { refusal } from "./support/reading.ts";
import { type Said, said, serve } from "./support/served.ts";

test("the content is there at once, as the streams have it, and as its schema says", async () => {
  const { streams, client } = await serve();
  const writer = await streams.start("a1", { owner: "user-7", kind: "answer", metadata: { n: 1 } });
  await writer.write({ content: "Back" });
  await writer.write({ content: " again" });
  const live = await client().streams.getStreamContent.query({ streamId: "a1" });
  expect(live).toMatchObject({ streamId: "a1", content: "Back again", chunks: 2, eventCount: 3 });
  expect(live.meta).toMatchObject({ status: "active", owner: "user-7", kind: "answer" });
  await writer.complete();

  const ended = await client().streams.getStreamContent.query({ streamId: "a1" });
  expect(ended).toEqual(await streams.read("a1"));
  expect(streamContentSchema(said).parse(ended)).toEqual(ended);
});

test("the TTLs are those of the streams, in whole seconds, rounded up", async () => {
  const clock = virtualClock();
  const streams = createStreams<Said>({ ...memoryStreams({ clock }), clock, chunk: said });
  const { client } = await serve(streams);
  await streams.start("a1", { activeTtlMs: 3_600_000 });
  await clock.advance(250);
  const inMs = (await streams.describe("a1")).ttl.streamTtlMs ?? 0;
  const ttl = await client().streams.getStreamTTL.query({ streamId: "a1" });
  expect(inMs % 1_000).not.toBe(0);
  const whole = inMs + 1_000 - (inMs % 1_000);
  expect(ttl).toEqual({ streamTTL: whole / 1_000, metaTTL: whole / 1_000, synchronized: true });
  expect(streamTTLSchema.parse(ttl)).toEqual(ttl);
});

test("what is not there is not found", async () => {
  const { getStreamContent, getStreamTTL } = (await serve()).client().streams;
  expect(await refusal(getStreamContent.query({ streamId: "a1" }))).toBe("not-found NOT_FOUND");
  expect(await refusal(getStreamTTL.query({ streamId: "a1" }))).toBe("not-found NOT_FOUND");
});

test("active streams come by cursor, each once, and the ended ones not at all", async () => {
  const { streams, client } = await serve();
  const ids = Array.from({ length: 25 }, (_, at) => `a${at}`);
  for (const id of ids) await streams.start(id);
  for (const id of ["e1", "e2"]) await streams.run(id, () => {});

  const { getActiveStreams } = client().streams;
  const whole = await getActiveStreams.query();
  expect(whole.inMemoryCount).toBe(25);
  expect(whole.cursor).toBeNull();
  expect(activeStreamsSchema.parse(whole)).toEqual(whole);

  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof getActiveStreams.query>> = await getActiveStreams.query({
      cursor,
      limit: 4,
    });
    found.push(...page.active.map(({ streamId }) => streamId));
    cursor = page.cursor;
  } while (cursor !== null);
  expect(found.toSorted()).toEqual(ids.toSorted());
  expect(await refusal(getActiveStreams.query({ cursor: "here" }))).toBe(
    "invalid-cursor BAD_REQUEST",
  );
});

test("starts and stops answer as their schema says", async () => {
  const { manageStream } = (await serve()).client().streams;
  const started = await manageStream.mutate({ streamId: "a1", action: "start", words: ["a"] });
  const stopped = await manageStream.mutate({ streamId: "a1", action: "stop" });
  expect(managedStreamSchema.parse(started)).toEqual(started);
  expect(managedStreamSchema.parse(stopped)).toEqual(stopped);
});

test("calls of one turn share a request, and one that is refused spoils no other", async () => {
  const { streams, client, proxy } = await serve();
  await streams.run("a1", () => {});
  const one = client();
  const [hello, content, unknown] = await Promise.all([
    one.hello.query(),
    one.streams.getStreamContent.query({ streamId: "a1" }),
    refusal(one.streams.getStreamTTL.query({ streamId: "a2" })),
  ]);
  expect(hello).toBe("hello");
  expect(content.eventCount).toBe(2);
  expect(unknown).toBe("not-found NOT_FOUND");
  expect(proxy.connections.accepted).toBe(1);
});
