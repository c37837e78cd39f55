import { createStreams } from "@segno/core";
import { redisStreams } from "@segno/redis/streams";
import { redisUrl, uniquePrefix } from "@segno/tools/test-redis";
import { Redis } from "ioredis";
import { expect, onTestFinished, test, vi } from "vitest";
import { follow, refusal, textOf } from "./support/reading.ts";
import { type Said, said, serve } from "./support/served.ts";

const quick = { interval: 2, timeout: 5_000 };

/** Two processes, as it were, over one Redis. */
const open = (prefix: string) => {
  const redis = new Redis(redisUrl(), { lazyConnect: true });
  onTestFinished(() => redis.disconnect());
  return createStreams<Said>({
    ...redisStreams(redis, { prefix }),
    chunk: said,
    text: ({ content }) => content,
  });
};

test("started at one process, followed at another through cuts, stopped at a third", async () => {
  const prefix = uniquePrefix();
  const words = Array.from({ length: 30 }, (_, at) => `${at} `);
  let goOn = (): void => {};
  const one = await serve(open(prefix), {
    produce: async (input, { run, signal }) => {
      for (const content of input.words) await run.write({ content });
      goOn();
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    },
  });
  const written = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const other = await serve(open(prefix));
  const third = await serve(open(prefix), { stoppedBy: ({ user }) => user });

  const reader = follow(other.client(), { streamId: "a1", wait: 60_000 }, ({ offset }) => {
    if (offset === 10 || offset === 20) other.proxy.reset();
  });
  await one.client().streams.manageStream.mutate({ streamId: "a1", action: "start", words });
  await written;
  await vi.waitFor(() => expect(reader.seen).toHaveLength(31), quick);
  expect(
    await refusal(
      third.client().streams.manageStream.mutate({ streamId: "a1", action: "start", words }),
    ),
  ).toBe("stream-active CONFLICT");

  const listened: string[] = [];
  const listening = (async () => {
    const events = await third.client().streams.listenToStream.mutate({ streamId: "a1" });
    for await (const event of events) listened.push(event.type);
  })();
  await vi.waitFor(() => expect(listened).toHaveLength(31), quick);

  await third.client("user-9").streams.manageStream.mutate({ streamId: "a1", action: "stop" });
  await listening;
  expect(await reader.over).toBeNull();
  expect(reader.seen.at(-1)).toMatchObject({ type: "stopped", by: "user-9" });
  expect(textOf(reader.seen)).toBe(words.join(""));
  expect(reader.seen.map(({ offset }) => offset)).toEqual(reader.seen.map((_, at) => at + 1));
  expect(listened).not.toContain("stopped");

  const { getStreamContent, getStreamTTL } = other.client().streams;
  expect(await getStreamContent.query({ streamId: "a1" })).toMatchObject({
    content: words.join(""),
    chunks: 30,
    eventCount: 32,
  });
  const ttl = await getStreamTTL.query({ streamId: "a1" });
  expect(ttl.synchronized).toBe(true);
  expect(ttl.streamTTL).toBe(ttl.metaTTL);
  expect(ttl.streamTTL).toBeGreaterThan(86_000);
});
