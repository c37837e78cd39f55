import { createStreams } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { createStreamRouter } from "@segno/trpc";
import { initTRPC, TRPCError } from "@trpc/server";
import { expect, onTestFinished, test, vi } from "vitest";
import { counted } from "./support/counted.ts";

const open = async () => {
  const adapter = memoryStreams();
  const { notifier, open } = counted(adapter.notifier);
  const streams = createStreams<string>({ ...adapter, notifier, text: (word) => word });
  onTestFinished(() => streams.close());
  const t = initTRPC.create();
  const router = createStreamRouter(t, { streams, produce: () => {}, authorize: () => true });
  const writer = await streams.start("a1");
  return { streams, writer, subscriptions: open, caller: router.createCaller({}) };
};

const iteratorOf = (iterable: AsyncIterable<unknown>) => iterable[Symbol.asyncIterator]();

test("a caller in the same process that leaves while it waits is let go of at once", async () => {
  const { caller, subscriptions } = await open();
  const readers = [
    iteratorOf(await caller.listenToStream({ streamId: "a1" })),
    iteratorOf(await caller.followStream({ streamId: "a1" })),
  ];
  for (const reader of readers) expect((await reader.next()).done).toBe(false);
  const waiting = readers.map((reader) => reader.next());
  await vi.waitFor(() => expect(subscriptions()).toBe(1));
  for (const reader of readers) await reader.return?.();
  expect(await Promise.all(waiting)).toEqual(readers.map(() => ({ done: true, value: undefined })));
  expect(subscriptions()).toBe(0);
});

test("one that was never pulled holds nothing", async () => {
  const { caller, subscriptions } = await open();
  await caller.listenToStream({ streamId: "a1" });
  await caller.followStream({ streamId: "a1" });
  await caller.listenToStream({ streamId: "a2" });
  expect(subscriptions()).toBe(0);
});

test("it is told what ended the stream as a TRPCError, once, and is over then", async () => {
  const { caller, streams } = await open();
  const reader = iteratorOf(await caller.followStream({ streamId: "a1" }));
  await reader.next();
  const next = reader.next();
  await streams.remove("a1");
  const error = await next.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TRPCError);
  expect(error).toMatchObject({ code: "NOT_FOUND", cause: { code: "deleted" } });
  expect(await reader.next()).toEqual({ done: true, value: undefined });
});

test("a caller's own abort is an end without a word", async () => {
  const { streams } = await open();
  const t = initTRPC.create();
  const router = createStreamRouter(t, { streams, produce: () => {} });
  const controller = new AbortController();
  const caller = router.createCaller({}, { signal: controller.signal });
  const reader = iteratorOf(await caller.followStream({ streamId: "a1" }));
  await reader.next();
  const next = reader.next();
  controller.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});
