import { connect } from "node:net";
import { createStreams } from "@segno/core";
import { createHttpHandler } from "@segno/http";
import { memoryStreams } from "@segno/memory";
import { virtualClock } from "@segno/testkit";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { counting } from "./support/counting.ts";
import { openServing, type Serving } from "./support/serving.ts";

const address = "http://localhost/streams/a1";

const createWorld = async (events: number) => {
  const clock = virtualClock();
  const { adapter, subscriptions } = counting(memoryStreams({ clock }));
  const settings = { clock, idleMs: 86_400_000 };
  const writing = createStreams<string>({ ...adapter, ...settings });
  const writer = events > 0 ? await writing.start("a1", { leaseMs: 3_000_000 }) : null;
  for (let n = 1; n < events; n++) await writer?.write(`${n}`);
  await clock.advance(0);
  const streams = createStreams<string>({ ...adapter, ...settings });
  const handler = createHttpHandler({ streams, clock });
  const before = { timers: clock.timers(), subscriptions: subscriptions() };
  const left = async () => {
    await clock.advance(0);
    return { timers: clock.timers(), subscriptions: subscriptions() };
  };
  const gone = new AbortController();
  const ask = (query = "", headers: Record<string, string> = {}) =>
    handler(
      new Request(address + query, {
        signal: gone.signal,
        headers: { accept: "text/event-stream", ...headers },
      }),
    );
  return { clock, handler, writer, before, left, gone, ask };
};

/** Reads until the text is there: the greeting may come by itself, or with the first events. */
const readTo = async (response: Response, text: string) => {
  const reader = response.body?.getReader();
  let seen = "";
  while (!seen.includes(text)) seen += new TextDecoder().decode((await reader?.read())?.value);
  return { reader, seen };
};

describe("P13: a client that leaves leaves nothing", () => {
  test("while it waits for a stream", async () => {
    const { before, left, gone, ask, clock } = await createWorld(0);
    const asked = ask("?wait=30000");
    await clock.advance(1_000);
    expect(await left()).not.toEqual(before);
    gone.abort();
    expect((await asked).status).toBe(204);
    expect(await left()).toEqual(before);
  });

  test("before it has read anything, by the signal of its request alone", async () => {
    const { before, left, gone, ask } = await createWorld(1);
    expect((await ask()).status).toBe(200);
    gone.abort();
    expect(await left()).toEqual(before);
  });

  test("while it reads, by the signal of its request alone", async () => {
    const { before, left, gone, ask } = await createWorld(1);
    const { reader } = await readTo(await ask(), "event: started");
    const pending = reader?.read();
    expect((await left()).subscriptions).toBe(before.subscriptions + 1);
    gone.abort();
    expect((await pending)?.done).toBe(true);
    expect(await left()).toEqual(before);
  });

  test.each([0, 1])("by cancelling what it reads, after %i reads", async (reads) => {
    const { before, left, ask } = await createWorld(5);
    const reader = (await ask()).body?.getReader();
    for (let n = 0; n < reads; n++) await reader?.read();
    await reader?.cancel();
    expect(await left()).toEqual(before);
  });

  test("while it waits for the next event, however long it has waited", async () => {
    const { before, left, ask, clock } = await createWorld(2);
    const { reader } = await readTo(await ask(), '"data":"1"');
    const pending = reader?.read();
    await clock.advance(100);
    expect((await left()).subscriptions).toBe(before.subscriptions + 1);
    await reader?.cancel();
    await pending;
    expect(await left()).toEqual(before);
  });

  test("one that has been told the ending needs no farewell", async () => {
    const { left, ask, writer, before } = await createWorld(2);
    const text = (await ask()).text();
    await writer?.complete();
    expect(await text).toContain("event: completed");
    expect((await left()).subscriptions).toBeLessThanOrEqual(before.subscriptions);
  });

  test("a HEAD, and what is refused, open no line", async () => {
    const { before, left, handler, ask } = await createWorld(2);
    const headers = { accept: "text/event-stream" };
    expect((await handler(new Request(address, { method: "HEAD", headers }))).status).toBe(200);
    expect((await ask("", { "last-event-id": "nonsense" })).status).toBe(400);
    expect(await left()).toEqual(before);
  });
});

test("an idle line is kept open by comments, of which none is stored up", async () => {
  const { ask, clock, writer } = await createWorld(1);
  const { reader, seen } = await readTo(await ask(), "event: started");
  const next = async () => new TextDecoder().decode((await reader?.read())?.value);
  expect(seen).toMatch(/^retry: 1000\n: segno\n\nid: .*\nevent: started\n/);
  for (let beats = 0; beats < 3; beats++) {
    const beat = next();
    await clock.advance(14_999);
    let come = false;
    void beat.then(() => {
      come = true;
    });
    await clock.advance(0);
    expect(come).toBe(false);
    await clock.advance(1);
    expect(await beat).toBe(": keep-alive\n\n");
  }
  // Nobody reads for ten minutes: the next thing to read is the next event.
  await clock.advance(600_000);
  await writer?.write("word");
  expect(await next()).toContain('"data":"word"');
  await reader?.cancel();
});

let serving: Serving | undefined;
afterEach(async () => {
  await serving?.close();
  serving = undefined;
});

test("sockets that are torn off at any moment leave no subscription", async () => {
  const { adapter, subscriptions } = counting(memoryStreams());
  serving = await openServing({ heartbeatMs: 5 }, adapter, { lingerMs: 100, positionCheckMs: 50 });
  const writer = await serving.streams.start("a1");
  const writing = setInterval(() => void writer.write({ content: "x".repeat(3_000) }), 2);
  const { port } = new URL(serving.url);
  const visit = (path: string, ms: number, reads: boolean) =>
    new Promise<void>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1", () => {
        socket.write(
          `GET /streams/${path} HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n`,
        );
      });
      if (reads) socket.resume();
      setTimeout(() => (Math.round(ms) % 2 ? socket.destroy() : socket.resetAndDestroy()), ms);
      socket.on("error", () => {});
      socket.on("close", () => resolve());
    });
  const path = fc.constantFrom("a1", "a1?after=0", "nobody?wait=30000");
  const visits = fc.array(fc.tuple(path, fc.integer({ min: 0, max: 60 }), fc.boolean()), {
    minLength: 20,
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(visits, async (plan) => {
      await Promise.all(plan.map(([where, ms, reads]) => visit(where, ms, reads)));
    }),
    { numRuns: 6 },
  );
  clearInterval(writing);
  await writer.complete();
  await expect.poll(subscriptions, { timeout: 5_000 }).toBe(0);
});
