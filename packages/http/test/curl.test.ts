import { afterAll, beforeAll, expect, test } from "vitest";
import { curl, curling } from "./support/curl.ts";
import { openServing, type Serving } from "./support/serving.ts";
import { framesOf, said } from "./support/sse.ts";
import { realText, words } from "./support/texts.ts";

let serving: Serving;
/** The second half of the answer is written when the first has been seen. */
let seenHalf = (): void => {};
const half = new Promise<void>((resolve) => {
  seenHalf = resolve;
});

beforeAll(async () => {
  serving = await openServing({
    basePath: "/api/v1",
    authorize: () => true,
    produce: async function* () {
      for (const [at, content] of words(realText).entries()) {
        if (at === 500) await half;
        yield { content };
      }
    },
  });
});
afterAll(() => serving.close());

const accept = ["-H", "accept: text/event-stream"];

test("curl -N reads the answer while it is written, letter by letter, and is told to stop", async () => {
  const url = `${serving.url}/answer-1`;
  const post = await curl("-X", "POST", url);
  expect(post.status).toBe(201);

  const line = await curling(
    (soFar) => {
      if (soFar.includes('"offset":501')) seenHalf();
    },
    ...accept,
    url,
  );
  expect(line.status).toBe(200);
  expect(line.headers).toContain("content-type: text/event-stream");
  expect(line.headers).toContain("cache-control: no-cache, no-transform");
  expect(line.headers).toContain("x-accel-buffering: no");
  expect(line.headers).not.toContain("content-length");
  const seen = framesOf(line.body);
  expect(seen[0]).toEqual({ retry: "1000" });
  expect(said(seen)).toBe(realText);
  expect(seen.at(1)?.event).toBe("started");
  expect(seen.at(-1)?.event).toBe("completed");
  const last = seen.at(-1)?.id ?? "";
  const again = await curl(...accept, "-H", `last-event-id: ${last}`, url);
  expect([again.status, again.body]).toEqual([204, ""]);
  const ended = await curl(...accept, url);
  expect(ended.status).toBe(204);
  const replayed = await curl(...accept, `${url}?replay=1`);
  expect(said(framesOf(replayed.body))).toBe(realText);
  const fromTheStart = await curl(...accept, `${url}?after=0`);
  expect(said(framesOf(fromTheStart.body))).toBe(realText);
});

test("what is sent of an event is the event, without its position", async () => {
  const url = `${serving.url}/answer-2`;
  const writer = await serving.streams.start("answer-2", { owner: "user-7", metadata: { a: 1 } });
  await writer.write({ content: "line\nbreak\r and \u2028" });
  await writer.complete("done");
  const { body } = await curl(...accept, `${url}?after=0`);
  const [, started, chunk, completed] = framesOf(body);
  const { events } = await serving.streams.read("answer-2");
  expect([started, chunk, completed].map((frame) => frame?.id)).toEqual(
    events.map(({ position }) => position),
  );
  expect([started, chunk, completed].map((frame) => JSON.parse(frame?.data ?? ""))).toEqual(
    events.map(({ position, ...event }) => event),
  );
});

test("the content at once, TTLs, headers of a HEAD, and the list of what is active", async () => {
  const url = `${serving.url}/answer-3`;
  const writer = await serving.streams.start("answer-3", { owner: "user-7" });
  await writer.write({ content: "one" });
  await writer.write({ content: " two" });

  const content = await curl(url);
  expect(content.headers).toContain("content-type: application/json");
  expect(JSON.parse(content.body)).toEqual(
    JSON.parse(JSON.stringify(await serving.streams.read("answer-3"))),
  );

  const ttl = JSON.parse((await curl(`${url}/ttl`)).body);
  expect(ttl).toEqual({
    streamTtlMs: expect.any(Number),
    metaTtlMs: ttl.streamTtlMs,
    synchronized: true,
  });
  expect(ttl.streamTtlMs).toBeGreaterThan(3_500_000);

  const head = await curl("-I", url);
  expect(head.body).toBe("");
  expect(head.headers).toContain("segno-status: active");
  expect(head.headers).toContain(`segno-position: ${writer.position}`.toLowerCase());
  expect(head.headers).toMatch(/segno-stream-ttl-ms: 3[56]\d{5}\r/);
  expect(head.headers).toContain("segno-ttl-synchronized: true");

  const listed = JSON.parse((await curl(serving.url)).body);
  expect(listed).toMatchObject({ inMemoryCount: 1, cursor: null });
  expect(listed.active.map(({ streamId }: { streamId: string }) => streamId)).toEqual(["answer-3"]);

  const stopped = await curl("-X", "DELETE", `${url}/run?reason=enough`);
  expect(JSON.parse(stopped.body)).toMatchObject({ terminal: "stopped", mine: true });
  expect(writer.signal.aborted).toBe(true);
  expect((await serving.streams.read("answer-3")).events.at(-1)).toMatchObject({
    reason: "enough",
  });
  expect(JSON.parse((await curl(serving.url)).body).active).toEqual([]);
});
