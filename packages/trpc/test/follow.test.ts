import { createStreams } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { virtualClock } from "@segno/testkit";
import { expect, test, vi } from "vitest";
import { counted } from "./support/counted.ts";
import { follow, textOf } from "./support/reading.ts";
import { type Said, said, serve } from "./support/served.ts";

const words = ["Back", " to", " the", " sign."];
const quick = { interval: 2, timeout: 5_000 };

test("a subscription has history, live and the ending, with positions as ids, and is over then", async () => {
  const { streams, client } = await serve();
  const writer = await streams.start("a1", { owner: "user-7" });
  await writer.write({ content: "Back" });
  const reader = follow(client(), { streamId: "a1" });
  await vi.waitFor(() => expect(reader.seen).toHaveLength(2));
  for (const content of words.slice(1)) await writer.write({ content });
  await writer.complete("done");

  expect(await reader.over).toBeNull();
  expect(reader.seen.map(({ type }) => type)).toEqual([
    "started",
    ...words.map(() => "chunk"),
    "completed",
  ]);
  expect(textOf(reader.seen)).toBe("Back to the sign.");
  expect(reader.seen.map(({ offset }) => offset)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(reader.ids).toEqual(reader.seen.map(({ position }) => position));
  expect(reader.seen.at(-1)).toMatchObject({ chunks: 4, reason: "done" });
});

test("from a position it has the rest and the ending, also of a stream that has ended", async () => {
  const { streams, client } = await serve();
  const writer = await streams.start("a1");
  const position = await writer.write({ content: "Back" });
  writer.write({ content: " again" });
  await writer.complete();

  const reader = follow(client(), { streamId: "a1", lastEventId: position });
  expect(await reader.over).toBeNull();
  expect(reader.seen.map(({ type }) => type)).toEqual(["chunk", "completed"]);

  const again = follow(client(), { streamId: "a1", lastEventId: reader.ids.at(-1) });
  expect(await again.over).toBeNull();
  expect(again.seen).toEqual([]);
});

test("cut again and again, the client resumes by itself: nothing twice, nothing lost, and the ending", async () => {
  const { streams, client, proxy } = await serve();
  const writer = await streams.start("a1");
  let cuts = 0;
  const reader = follow(client(), { streamId: "a1" }, ({ offset }) => {
    if (offset % 10 !== 5) return;
    cuts += 1;
    if (cuts % 2 === 0) proxy.cut();
    else proxy.reset();
  });
  const many = Array.from({ length: 60 }, (_, at) => `${at} `);
  for (const content of many) {
    await writer.write({ content });
    await vi.waitFor(() => expect(reader.seen.at(-1)).toMatchObject({ data: { content } }), quick);
  }
  await writer.complete();
  expect(await reader.over).toBeNull();
  expect(cuts).toBe(6);
  expect(proxy.connections.accepted).toBe(1 + cuts);
  expect(textOf(reader.seen)).toBe(many.join(""));
  expect(reader.seen.map(({ offset }) => offset)).toEqual(reader.seen.map((_, at) => at + 1));
  expect(reader.seen.at(-1)?.type).toBe("completed");
});

test("a stream that starts while one waits for it is followed; one that does not is not found", async () => {
  const { streams, client } = await serve();
  const early = follow(client(), { streamId: "a1", wait: 60_000 });
  const hopeless = follow(client(), { streamId: "a2", wait: 0 });
  expect(await hopeless.over).toBe("not-found NOT_FOUND");
  await streams.run("a1", () => {});
  expect(await early.over).toBeNull();
  expect(early.seen.map(({ type }) => type)).toEqual(["started", "completed"]);
});

test("an ending that is no event is an error with our code", async () => {
  const clock = virtualClock();
  const streams = createStreams<Said>({ ...memoryStreams({ clock }), clock, chunk: said });
  const { client } = await serve(streams);
  const writer = await streams.start("a1", { endedTtlMs: 1_000 });
  const deleted = follow(client(), { streamId: "a1" });
  await vi.waitFor(() => expect(deleted.seen).toHaveLength(1), quick);
  await streams.remove("a1");
  expect(await deleted.over).toBe("deleted NOT_FOUND");

  await streams.run("a2", { endedTtlMs: 1_000 }, () => {});
  const { position } = await streams.describe("a2");
  await clock.advance(1_001);
  const expired = follow(client(), { streamId: "a2", lastEventId: position });
  expect(await expired.over).toBe("expired NOT_FOUND");
  const foreign = follow(client(), { streamId: "a2", lastEventId: writer.position });
  expect(await foreign.over).toBe("invalid-position BAD_REQUEST");
});

test("a process that closes sends its readers to another one, where they go on", async () => {
  const adapter = memoryStreams();
  const open = () => createStreams<Said>({ ...adapter, close: async () => {}, chunk: said });
  const [one, other] = [open(), open()];
  const here = await serve(one);
  const writer = await other.start("a1");
  const reader = follow(here.client(), { streamId: "a1" });
  await writer.write({ content: "Back" });
  await vi.waitFor(() => expect(reader.seen).toHaveLength(2), quick);

  const there = await serve(other);
  here.proxy.retarget(there.proxy.port);
  await one.close();
  await vi.waitFor(() => expect(here.errors).toContain("SERVICE_UNAVAILABLE"), quick);
  here.proxy.cut();
  await writer.write({ content: " again" });
  await writer.complete();
  expect(await reader.over).toBeNull();
  expect(textOf(reader.seen)).toBe("Back again");
  expect(reader.seen.map(({ offset }) => offset)).toEqual([1, 2, 3, 4]);
});

test("who leaves, is cut off or breaks out of a loop is let go of at once", async () => {
  const adapter = memoryStreams();
  const { notifier, open } = counted(adapter.notifier);
  const streams = createStreams<Said>({ ...adapter, notifier, chunk: said });
  const { client, proxy, errors } = await serve(streams);
  await streams.start("a1");
  await streams.start("a2");
  await streams.start("a3");

  const leaver = follow(client(), { streamId: "a1" });
  await vi.waitFor(() => expect(leaver.seen).toHaveLength(1), quick);
  const given: string[] = [];
  const controller = new AbortController();
  const aborted = (async () => {
    const call = client().streams.listenToStream;
    for await (const { type } of await call.mutate(
      { streamId: "a2" },
      { signal: controller.signal },
    ))
      given.push(type);
  })();
  aborted.catch(() => {});
  await vi.waitFor(() => expect(given).toHaveLength(1), quick);
  await vi.waitFor(() => expect(open()).toBe(2), quick);

  leaver.leave();
  await vi.waitFor(() => expect(open()).toBe(1), quick);
  controller.abort();
  await vi.waitFor(() => expect(open()).toBe(0), quick);

  for await (const _ of await client().streams.listenToStream.mutate({ streamId: "a3" })) break;
  await vi.waitFor(() => expect(open()).toBe(0), quick);

  const cut = follow(client(), { streamId: "a1" });
  await vi.waitFor(() => expect(cut.seen).toHaveLength(1), quick);
  expect(open()).toBe(1);
  await proxy.refuse(true);
  proxy.reset();
  await vi.waitFor(() => expect(open()).toBe(0), quick);
  cut.leave();
  expect(errors).toEqual([]);
});
