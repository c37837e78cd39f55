import type { Adapter } from "@segno/core";
import { createHttpHandler, type HttpOptions } from "@segno/http";
import { memoryStreams } from "@segno/memory";
import { redisStreams } from "@segno/redis";
import { redisUrl, uniquePrefix } from "@segno/tools/test-redis";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { openServing, type Said, type Serving, streamsOn } from "./support/serving.ts";
import { events, type Frame, frames, framesOf, said } from "./support/sse.ts";

const adapters: readonly (readonly [string, () => Adapter])[] = [
  ["memory", memoryStreams],
  [
    "Redis",
    () => {
      const redis = new Redis(redisUrl());
      onTestFinished(() => redis.disconnect());
      return redisStreams(redis, { prefix: uniquePrefix() });
    },
  ],
];

const letters = ["a", "b", "c", "d", "e", "f"];

const written = async ({ streams }: Serving): Promise<void> => {
  await streams.run("a1", (run) => {
    for (const content of letters) void run.write({ content });
  });
};

const opened = async (
  adapter: Adapter,
  options: Partial<HttpOptions<Said>> = {},
): Promise<Serving> => {
  const serving = await openServing({ authorize: () => true, ...options }, adapter);
  onTestFinished(() => serving.close());
  return serving;
};

const acknowledge = (url: string, body: unknown): Promise<Response> =>
  fetch(`${url}/ack`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });

/** The first so many events, and then the line is cut. */
const some = async (url: string, count: number): Promise<Frame[]> => {
  const gone = new AbortController();
  const seen: Frame[] = [];
  for await (const frame of frames(await events(url, { signal: gone.signal }))) {
    if (frame.id) seen.push(frame);
    if (seen.length === count) break;
  }
  gone.abort();
  return seen;
};

describe.each(adapters)("readers over HTTP, on %s", (_, adapter) => {
  test("another device goes on after what was acknowledged, and one with a position after that", async () => {
    const serving = await opened(adapter());
    await written(serving);
    const url = `${serving.url}/a1`;
    const phone = await some(`${url}?reader=ann`, 4);
    expect(said(phone)).toBe("abc");
    const [, second, , fourth] = phone.map(({ id }) => id);
    const answer = await acknowledge(url, { reader: "ann", position: fourth });
    expect([answer.status, await answer.json()]).toEqual([200, { position: fourth }]);
    const late = await acknowledge(url, { reader: "ann", position: second });
    expect(await late.json(), "it never goes back").toEqual({ position: fourth });

    const read = async (query: string, headers: Record<string, string> = {}) =>
      said(framesOf(await (await events(url + query, { headers })).text()));
    expect(await read("?reader=ann")).toBe("def");
    expect(await read("?reader=ben")).toBe("abcdef");
    expect(await read(`?reader=ann&after=${second}`)).toBe("bcdef");
    expect(await read("?reader=ann&after=0")).toBe("abcdef");
    expect(await read("?reader=ann", { "last-event-id": second ?? "" })).toBe("bcdef");
    const { meta } = await serving.streams.read("a1");
    await acknowledge(url, { reader: "ann", position: meta.position });
    expect((await events(`${url}?reader=ann`)).status, "who has seen it all").toBe(204);
    expect((await events(`${serving.url}/none?reader=ann`)).status).toBe(204);
  });

  test("a beacon can say it, which has no body", async () => {
    const serving = await opened(adapter());
    await written(serving);
    const { meta } = await serving.streams.read("a1");
    const query = new URLSearchParams({ reader: "ann ©", position: meta.position });
    const answer = await fetch(`${serving.url}/a1/ack?${query}`, { method: "POST" });
    expect(answer.status).toBe(200);
    expect(await serving.streams.playedUntil("a1", "ann ©")).toBe(meta.position);
  });
});

test("an open line holds a producer that waits, and one that is gone lets it go", async () => {
  const serving = await openServing({ authorize: () => true }, memoryStreams(), {
    leaseMs: 400,
    graceMs: 400,
    heartbeatMs: 50,
    backoffCapMs: 50,
    positionCheckMs: 50,
  });
  onTestFinished(() => serving.close());
  const ackWindow = { reader: "ann", chunks: 2 };
  const writer = await serving.streams.start("a1", { ackWindow });
  let wrote = 0;
  const writing = (async () => {
    for (const content of letters) {
      await writer.ready;
      void writer.write({ content });
      wrote += 1;
    }
  })();
  const gone = new AbortController();
  const line = frames(await events(`${serving.url}/a1?reader=ann`, { signal: gone.signal }));
  const seen: Frame[] = [];
  while (said(seen) !== "ab") {
    const { value } = await line.next();
    if (value) seen.push(value);
  }
  // Longer than the lease, which the line keeps open.
  await new Promise((resolve) => setTimeout(resolve, 900));
  expect(wrote).toBe(2);
  await acknowledge(`${serving.url}/a1`, { reader: "ann", position: seen.at(-1)?.id });
  await expect.poll(() => wrote).toBe(4);
  gone.abort();
  await line.return().catch(() => {});
  await writing;
  await writer.complete();
});

describe("what is refused", () => {
  const streams = streamsOn(memoryStreams());
  const handler = createHttpHandler<Said>({ streams, authorize: () => true });
  const post = (body: unknown, query = ""): Request =>
    new Request(`http://localhost/streams/a1/ack${query}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  const place = "01ARZ3NDEKTSV4RRFFQ69G5FAV.0000000.1.1";

  test.each([
    [post({}), 400, "invalid-body"],
    [post(null), 400, "invalid-body"],
    [post([]), 400, "invalid-body"],
    [post({ reader: "ann" }), 400, "invalid-body"],
    [post({ position: place }, "?reader=ann"), 400, "invalid-body"],
    [post({ reader: "ann", position: 7 }), 400, "invalid-body"],
    [post({ reader: "", position: place }), 400, "invalid-id"],
    [post({ reader: "a\n", position: place }), 400, "invalid-id"],
    [post({ reader: "x".repeat(129), position: place }), 400, "invalid-id"],
    [post({ reader: "ann", position: place }), 400, "invalid-position"],
    [post({ reader: "ann", position: "0" }), 400, "invalid-position"],
    [new Request("http://localhost/streams/a1/ack"), 405, "method-not-allowed"],
    [
      new Request("http://localhost/streams/a1/ack?reader=ann&position=0", {
        method: "POST",
        headers: { "sec-fetch-site": "cross-site" },
      }),
      403,
      "cross-site",
    ],
    [
      new Request("http://localhost/streams/a1?reader=ann", {
        headers: { accept: "text/event-stream", "sec-fetch-site": "cross-site" },
      }),
      403,
      "cross-site",
    ],
    [
      new Request("http://localhost/streams/a1?reader=", {
        headers: { accept: "text/event-stream" },
      }),
      400,
      "invalid-id",
    ],
  ])("%# by name", async (request, status, code) => {
    const answer = await handler(request);
    expect([answer.status, (await answer.json()).code]).toEqual([status, code]);
  });

  test("a place of another life, and one past the end", async () => {
    const writer = await streams.start("a1");
    const { position } = writer;
    const ask = async (at: string) => {
      const answer = await handler(post({ reader: "ann", position: at }));
      return [answer.status, (await answer.json()).code];
    };
    expect(await ask(position.replace(/\d+$/, "99"))).toEqual([409, "diverged"]);
    expect(await ask(`01ARZ3NDEKTSV4RRFFQ69G5FAV${position.slice(26)}`)).toEqual([
      409,
      "superseded",
    ]);
    await streams.close();
  });
});
