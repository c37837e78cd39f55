import { type Adapter, createStreams, SegnoError, type SegnoErrorCode } from "@segno/core";
import { createHttpHandler, type HttpOptions } from "@segno/http";
import { memoryStreams } from "@segno/memory";
import { virtualClock } from "@segno/testkit";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { streamsOn } from "./support/serving.ts";

const base = "http://localhost/streams";
const sse = { headers: { accept: "text/event-stream" } };

const serving = (adapter: Adapter = memoryStreams(), more: Partial<HttpOptions<unknown>> = {}) => {
  const streams = streamsOn(adapter);
  const handler = createHttpHandler({
    streams,
    authorize: () => true,
    ...more,
  } as HttpOptions<never>);
  return {
    streams,
    ask: (path: string, init?: RequestInit) => handler(new Request(base + path, init)),
  };
};

const codeOf = async (response: Response) => {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = await response.json();
  expect(problem).toMatchObject({
    type: "about:blank",
    title: expect.any(String),
    status: response.status,
    detail: expect.any(String),
  });
  return [response.status, problem.code];
};

test("nothing to follow is 204, so that an EventSource does not ask again", async () => {
  const { streams, ask } = serving();
  expect((await ask("/unknown", sse)).status).toBe(204);
  expect((await ask("/unknown?replay=1", sse)).status).toBe(204);
  expect((await ask("/unknown?after=0&wait=10", sse)).status).toBe(204);
  const writer = await streams.start("ended");
  const { position } = await writer.complete();
  expect((await ask("/ended", sse)).status).toBe(204);
  expect((await ask(`/ended?after=${position}`, sse)).status).toBe(204);
  await streams.close();
});

test("what has expired is 410 for who was there, and 404 for the others", async () => {
  const clock = virtualClock();
  const streams = createStreams<string>({ ...memoryStreams({ clock }), clock });
  const handler = createHttpHandler({ streams, clock });
  const writer = await streams.start("a1");
  const { position } = await writer.complete();
  await clock.advance(25 * 3_600_000);
  const gone = await handler(new Request(`${base}/a1?after=${position}`, sse));
  expect(await codeOf(gone)).toEqual([410, "expired"]);
  expect(await codeOf(await handler(new Request(`${base}/a1`)))).toEqual([404, "not-found"]);
  expect((await handler(new Request(`${base}/a1`, { method: "HEAD" }))).status).toBe(404);
  expect(clock.timers()).toBe(0);
});

describe("requests that are refused, each with its code", () => {
  const positionElsewhere = "01M7WHMTBH8SXS60KTW1DVRNRQ.0000000.1.1";
  test.each([
    ["GET", "/a%20b", sse, 400, "invalid-id"],
    ["GET", "/a%2Fb", {}, 400, "invalid-id"],
    ["GET", "/%E0%A4%A", {}, 400, "invalid-id"],
    ["GET", `/${"a".repeat(129)}`, {}, 400, "invalid-id"],
    ["GET", "/a1?after=nonsense", sse, 400, "invalid-position"],
    ["GET", "/a1?after=", sse, 400, "invalid-position"],
    ["GET", `/a1?after=${positionElsewhere}`, sse, 400, "invalid-position"],
    ["GET", "/a1?wait=soon", sse, 400, "invalid-query"],
    ["GET", "/a1?replay=yes", sse, 400, "invalid-query"],
    ["GET", "?limit=0", {}, 400, "invalid-options"],
    ["GET", "?limit=-1", {}, 400, "invalid-query"],
    ["GET", "?cursor=%7B%7D", {}, 400, "invalid-cursor"],
    ["GET", "/unknown", {}, 404, "not-found"],
    ["GET", "/unknown/ttl", {}, 404, "not-found"],
    ["POST", "/unknown/stop", {}, 404, "not-found"],
    ["DELETE", "/unknown/run?incarnation=1", {}, 400, "invalid-id"],
    ["DELETE", "/unknown", {}, 405, "method-not-allowed"],
    ["POST", "/a1", {}, 405, "method-not-allowed"],
    ["GET", "/a1/stop", {}, 405, "method-not-allowed"],
    ["GET", "/a1/b/c", {}, 404, "no-route"],
    ["GET", "x", {}, 404, "no-route"],
  ])("%s %s: %#", async (method, path, init, status, code) => {
    const { streams, ask } = serving();
    expect(await codeOf(await ask(path, { ...init, method }))).toEqual([status, code]);
    await streams.close();
  });
});

describe("what the streams refuse goes out under the status of its code", () => {
  test.each([
    ["stream-active", 409],
    ["superseded", 409],
    ["ended", 409],
    ["diverged", 409],
    ["expired", 410],
    ["deleted", 410],
    ["trimmed", 410],
    ["bad-entry", 500],
    ["store-unavailable", 503],
    ["closed", 503],
  ] satisfies [SegnoErrorCode, number][])("%s: %i", async (code, status) => {
    const { streams, ask } = serving();
    const thrower = () => Promise.reject(new SegnoError(code, "host-7.internal said no"));
    const broken = { ...streams, read: thrower };
    const handler = createHttpHandler({ streams: broken });
    const response = await handler(new Request(`${base}/a1`));
    expect(response.headers.get("retry-after")).toBe(status === 503 ? "1" : null);
    const text = await response.clone().text();
    expect(await codeOf(response)).toEqual([status, code]);
    // What is not the client's doing is not the client's to read.
    expect(text.includes("host-7")).toBe(status < 500);
    expect((await ask("/a1")).status).toBe(404);
    await streams.close();
  });
});

test("streams that are closed end a line with a word, and refuse the next with 503", async () => {
  const { streams, ask } = serving();
  await streams.start("a1");
  const line = await ask("/a1", sse);
  const body = line.text();
  await streams.close();
  expect(await body).toMatch(/event: ending\ndata: \{"code":"closed","message":"[^"]*"\}\n\n$/);
  expect(await codeOf(await ask("/a1", sse))).toEqual([503, "closed"]);
});

test("what is no refusal is thrown to the server, or told to `onError` and to the client as 500", async () => {
  const { streams } = serving();
  const secret = new Error("the password is swordfish");
  const authorize = () => Promise.reject(secret);
  const bare = createHttpHandler({ streams, authorize });
  await expect(bare(new Request(`${base}/a1`))).rejects.toBe(secret);
  const told: unknown[] = [];
  const telling = createHttpHandler({
    streams,
    authorize,
    onError: (error, { url }) => told.push([error, url]),
  });
  const response = await telling(new Request(`${base}/a1`));
  expect(await response.clone().text()).not.toContain("swordfish");
  expect(await codeOf(response)).toEqual([500, "internal"]);
  expect(told).toEqual([[secret, `${base}/a1`]]);
  await streams.close();
});

test.each([["a text"], [undefined], [null], [{ code: "not-found" }]])(
  "whatever is thrown, an `Error` or not, the host is told: %j",
  async (thrown) => {
    const { streams } = serving();
    const authorize = () => Promise.reject(thrown);
    const told: unknown[] = [];
    const onError = (error: unknown) => void told.push(error);
    const telling = createHttpHandler({ streams, authorize, onError, cors: true });
    const response = await telling(new Request(`${base}/a1`, { headers: { origin: "https://b" } }));
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(await codeOf(response)).toEqual([500, "internal"]);
    expect(told).toEqual([thrown]);
    const bare = createHttpHandler({ streams, authorize });
    await expect(bare(new Request(`${base}/a1`))).rejects.toBe(thrown);
    await streams.close();
  },
);

test("the host is told of what is stored and cannot be read, not of what passes", async () => {
  const { streams } = serving();
  const told: unknown[] = [];
  for (const code of ["bad-entry", "store-unavailable", "closed", "not-found"] as const) {
    const read = () => Promise.reject(new SegnoError(code, "no"));
    const onError = (error: unknown) => void told.push((error as SegnoError).code);
    const handler = createHttpHandler({ streams: { ...streams, read }, onError });
    expect((await codeOf(await handler(new Request(`${base}/a1`))))[1]).toBe(code);
  }
  expect(told).toEqual(["bad-entry"]);
  await streams.close();
});

test("what a schema makes of a payload and is not JSON ends the line with a word", async () => {
  const adapter = memoryStreams();
  const writing = createStreams<string>(adapter);
  await writing.run("a1", async (run) => void (await run.write("7")));
  const streams = createStreams({ ...adapter, chunk: z.string().transform(BigInt) });
  const told: unknown[] = [];
  const onError = (error: unknown) => void told.push((error as Error).message);
  const handler = createHttpHandler({ streams, onError });
  const text = await (await handler(new Request(`${base}/a1?after=0`, sse))).text();
  expect(text.match(/(?<=^event: ).*/gm)).toEqual(["started", "ending"]);
  expect(text).toContain(
    'data: {"code":"bad-entry","message":"The stream cannot be served: bad-entry"}',
  );
  expect(told).toEqual(["Event 2 is not JSON"]);
  await streams.close();
});

test("options that make no sense are refused at once", () => {
  const { streams } = serving();
  const make = (more: object) => () => createHttpHandler({ streams, ...more });
  expect(make({ hearbeatMs: 1 })).toThrow("heartbeatMs, perhaps?");
  expect(make({ heartbeatMs: 0 })).toThrow("heartbeatMs is a whole number from 1");
  expect(make({ maxBodyBytes: -1 })).toThrow("maxBodyBytes");
  expect(make({ basePath: "api" })).toThrow("basePath is a path");
  expect(make({ streams: () => streams })).toThrow("Streams by tenant need `authorize`");
  expect(make({ streams: undefined })).toThrow("There are no streams to serve");
});
