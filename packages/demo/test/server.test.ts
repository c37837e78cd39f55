import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redisUrl } from "@segno/tools/test-redis";
import type { Hono } from "hono";
import { afterEach, expect, test } from "vitest";
import { createApp } from "../src/server/app.ts";
import { placeOf, urlOf } from "../src/server/place.ts";
import { openStreams } from "../src/server/streams.ts";
import { library, textOf } from "../src/source/library.ts";

/** A Redis may be shared. */
const testId = `test-${randomBytes(6).toString("hex")}.1`;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const open = async (redisUrl?: string, folder = import.meta.dirname): Promise<Hono> => {
  const { streams, store } = await openStreams(redisUrl);
  closing.push(async () => {
    await streams.remove(testId).catch(() => {});
    await streams.close();
  });
  return createApp({ streams, store, folder });
};

const start = (app: Hono, id: string, body: object): Promise<Response> =>
  Promise.resolve(
    app.request(`/api/streams/${id}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );

const events = async (app: Hono, id: string): Promise<string> =>
  (
    await app.request(`/api/streams/${id}?replay=1`, { headers: { accept: "text/event-stream" } })
  ).text();

const content = async (app: Hono, id: string) =>
  (await app.request(`/api/streams/${id}`)).json() as Promise<{
    readonly content: string;
    readonly meta: { readonly incarnation: string; readonly status: string };
  }>;

const stores = [
  ["memory", () => undefined],
  ["Redis", redisUrl],
] as const;

test.each(stores)("in %s, an answer is written to its end, and read as it was", async (_, url) => {
  const app = await open(url());
  const started = await start(app, testId, { prompt: "Why?", text: "one-string", intervalMs: 0 });
  expect(started.status).toBe(201);
  expect(await events(app, testId)).toContain("event: completed");
  const another = url() === undefined ? app : await open(url());
  const read = await content(another, testId);
  expect(read.content).toBe(textOf("one-string"));
  expect(read.meta.status).toBe("completed");
});

test("an answer that has ended is begun anew only where that is asked for", async () => {
  const app = await open();
  const body = { prompt: "Why?", text: "one-string", intervalMs: 0 };
  await start(app, "a.1", body);
  await events(app, "a.1");
  const { meta } = await content(app, "a.1");
  expect((await start(app, "a.1", body)).status).toBe(409);
  expect((await start(app, "a.1", { ...body, anew: true })).status).toBe(201);
  expect((await content(app, "a.1")).meta.incarnation).not.toBe(meta.incarnation);
});

test("the pace can be changed while it is written", async () => {
  const app = await open();
  const started = await start(app, "a.1", { prompt: "Why?", text: "dal-segno", intervalMs: 2_000 });
  const { incarnation } = (await started.json()) as { readonly incarnation: string };
  await app.request(`/api/pace/${incarnation}/0`, { method: "PUT" });
  await events(app, "a.1");
  expect((await content(app, "a.1")).content).toBe(textOf("dal-segno"));
});

test("a text that is not there starts nothing", async () => {
  const app = await open();
  expect((await start(app, "a.1", { prompt: "Why?", text: "../package" })).status).toBe(422);
  expect((await start(app, "a.1", { prompt: " " })).status).toBe(422);
  expect((await app.request("/api/texts/constructor")).status).toBe(404);
  expect((await app.request("/api/streams/a.1")).status).toBe(404);
});

test("the texts are told, and as long as they are", async () => {
  const app = await open();
  const told = await (await app.request("/api/texts")).json();
  expect(told).toEqual({ store: "memory", texts: library() });
  for (const { id, bytes } of library()) {
    expect((await (await app.request(`/api/texts/${id}`)).arrayBuffer()).byteLength).toBe(bytes);
  }
});

test("PORT, HOST and REDIS_URL say where", () => {
  expect(placeOf({})).toEqual({ port: 3000, host: "127.0.0.1", redisUrl: undefined });
  const env = { PORT: "0", HOST: "::", REDIS_URL: "redis://here" };
  expect(placeOf(env)).toEqual({ port: 0, host: "::", redisUrl: "redis://here" });
  expect(() => placeOf({ PORT: "80a" })).toThrow('PORT is a number from 0 to 65535, not "80a"');
  expect(() => placeOf({ PORT: "65536" })).toThrow("PORT");
  expect(urlOf("127.0.0.1", 3000)).toBe("http://localhost:3000");
  expect(urlOf("::", 80)).toBe("http://[::]:80");
});

test("the page is asked for anew each time, what it is made of is kept", async () => {
  const site = await mkdtemp(join(tmpdir(), "segno-site-"));
  closing.push(() => rm(site, { recursive: true }));
  await mkdir(join(site, "assets"));
  await writeFile(join(site, "index.html"), "<!doctype html>");
  await writeFile(join(site, "assets", "index-C4Hx.js"), "export {}");
  const app = await open(undefined, site);
  const kept = async (path: string) => (await app.request(path)).headers.get("cache-control");
  expect(await kept("/")).toBe("no-cache");
  expect(await kept("/index.html?chat=a")).toBe("no-cache");
  expect(await kept("/assets/index-C4Hx.js")).toContain("immutable");
  expect(await kept("/assets/index-C4Hy.js")).toBeNull();
  expect((await app.request("/..%2fpackage.json")).status).toBe(404);
});

test.each(stores)(
  "in %s, a writer waits for the reader that it is told to wait for",
  async (_, url) => {
    const app = await open(url());
    const ackWindow = { reader: "ann", chunks: 5 };
    const body = { prompt: "Why?", text: "one-string", intervalMs: 0, ackWindow };
    expect((await start(app, testId, body)).status).toBe(201);
    const eventCount = async (): Promise<number> => {
      const { events } = await (await app.request(`/api/streams/${testId}`)).json();
      return events.length;
    };
    await expect.poll(eventCount).toBe(6);
    const { events } = await (await app.request(`/api/streams/${testId}`)).json();
    expect(events[0].metadata).toEqual({ text: "one-string", ackWindow });
    const query = new URLSearchParams({ reader: "ann", position: events[3].position });
    const acked = await app.request(`/api/streams/${testId}/ack?${query}`, { method: "POST" });
    expect(acked.status).toBe(200);
    await expect.poll(eventCount).toBe(9);
    for (const wrong of [
      { reader: "", chunks: 5 },
      { reader: "ann", chunks: 0 },
    ]) {
      const refused = await start(app, testId, { ...body, ackWindow: wrong });
      expect(refused.status).toBe(422);
    }
  },
);
