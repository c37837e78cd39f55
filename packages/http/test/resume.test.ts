import type { Adapter } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { redisStreams } from "@segno/redis/streams";
import { redisUrl, uniquePrefix } from "@segno/tools/test-redis";
import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openServing, type Serving } from "./support/serving.ts";
import { events, type Frame, frames, said } from "./support/sse.ts";
import { realText, words } from "./support/texts.ts";

type Cut = {
  readonly frames: number;
  readonly by: "header" | "query" | "both";
  readonly hard: boolean;
};

const cuts: fc.Arbitrary<readonly Cut[]> = fc.array(
  fc.record({
    frames: fc.integer({ min: 1, max: 80 }),
    by: fc.constantFrom("header", "query", "both"),
    hard: fc.boolean(),
  }),
  { maxLength: 6 },
);

const after = (url: string, at: string): string =>
  `${url}${url.includes("?") ? "&" : "?"}after=${at}`;

/** How a client says where it stands; the header wins over a stale position in the address. */
const asking = (url: string, at: string | undefined, stale: string | undefined, by: Cut["by"]) => {
  if (at === undefined) return events(url);
  if (by === "query") return events(after(url, at));
  const address = by === "both" && stale !== undefined ? after(url, stale) : url;
  return events(address, { headers: { "last-event-id": at } });
};

/** A client may pick a connection of its pool that was cut a moment ago: it asks again. */
const persistently = (ask: () => Promise<Response>): Promise<Response> =>
  ask().catch((error) => {
    if (String(error).includes("fetch failed")) return ask();
    throw error;
  });

/** Reads on and on, leaving the line where it is told to, until the ending. */
const readThrough = async (serving: Serving, url: string, plan: readonly Cut[]) => {
  const seen: Frame[] = [];
  const last = (): string | undefined => seen.at(-1)?.id;
  for (const { frames: count, by, hard } of [
    ...plan,
    { frames: Number.POSITIVE_INFINITY, by: "header", hard: false } as const,
  ]) {
    const response = await persistently(() => asking(url, last(), seen[0]?.id, by));
    if (response.status === 204) return seen;
    expect(response.status).toBe(200);
    let left = count;
    try {
      for await (const frame of frames(response)) {
        if (frame.event === undefined) continue;
        seen.push(frame);
        left -= 1;
        if (left > 0) continue;
        if (!hard) break;
        serving.cut();
      }
    } catch (error) {
      // The line was cut under it.
      expect(hard, String(error)).toBe(true);
    }
  }
  return seen;
};

describe.each(["memory", "redis"])("on %s", (kind) => {
  let serving: Serving;
  let redis: Redis | undefined;
  beforeAll(async () => {
    if (kind === "redis") redis = new Redis(redisUrl(), { lazyConnect: true });
    const adapter: Adapter = redis
      ? redisStreams(redis, { prefix: uniquePrefix() })
      : memoryStreams();
    serving = await openServing({}, adapter);
  });
  afterAll(async () => {
    await serving.close();
    redis?.disconnect();
  });

  test("cut anywhere and resumed, a reader has the text once, letter by letter", async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(cuts, fc.boolean(), async (plan, live) => {
        const id = `answer-${round++}`;
        const text = words(realText.slice(0, 4_000));
        const writer = await serving.streams.start(id);
        const writing = (async () => {
          for (const [at, content] of text.entries()) {
            await writer.ready;
            writer.write({ content });
            if (live && at % 60 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
          }
          await writer.complete();
        })();
        if (!live) await writing;
        const url = `${serving.url}/${id}`;
        const seen = await readThrough(serving, live ? url : `${url}?replay=1`, plan);
        await writing;
        expect(said(seen)).toBe(realText.slice(0, 4_000));
        const offsets = seen.map(({ data = "" }) => JSON.parse(data).offset);
        expect(offsets).toEqual(Array.from({ length: text.length + 2 }, (_, at) => at + 1));
      }),
      { numRuns: 8 },
    );
  });

  test("a position of an earlier life goes on in the new one, marked as a reset", async () => {
    const first = await serving.streams.start("again");
    const seen = await first.write({ content: "old" });
    await first.complete();
    const second = await serving.streams.start("again");
    second.write({ content: "new" });
    await second.complete();
    const response = await events(`${serving.url}/again?after=${seen}`);
    const read: Frame[] = [];
    for await (const frame of frames(response)) read.push(frame);
    const [, started, chunk] = read;
    expect(JSON.parse(started?.data ?? "")).toMatchObject({ type: "started", reset: true });
    expect(said(chunk ? [chunk] : [])).toBe("new");
  });

  test("who comes first waits, if it says so", async () => {
    const response = events(`${serving.url}/later?wait=5000`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const writer = await serving.streams.start("later");
    await writer.complete();
    const types: (string | undefined)[] = [];
    for await (const { event } of frames(await response)) types.push(event);
    expect(types).toEqual([undefined, "started", "completed"]);
  });
});
