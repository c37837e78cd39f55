import type { Ended } from "@segno/core";
import { createHttpHandler, type HttpOptions } from "@segno/http";
import { memoryStreams } from "@segno/memory";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Said, streamsOn } from "./support/serving.ts";

const base = "http://localhost/streams";
const streams = streamsOn(memoryStreams());
const prompt = z.object({ prompt: z.string().min(1) });

const serving = (more: Partial<HttpOptions<Said, unknown, { prompt: string } | null>> = {}) => {
  const handler = createHttpHandler<Said, unknown, { prompt: string } | null>({
    streams,
    authorize: () => true,
    produce: async function* ({ body }) {
      yield { content: body?.prompt ?? "nothing" };
    },
    ...more,
  } as HttpOptions<Said, unknown, { prompt: string } | null>);
  return (path: string, init: RequestInit = {}) => handler(new Request(base + path, init));
};

const post = (body: BodyInit | null, type = "application/json"): RequestInit => ({
  method: "POST",
  body,
  headers: { "content-type": type },
  // Asked for by the platform where the body is a stream.
  ...{ duplex: "half" },
});

let number = 0;
const fresh = (): string => `/answer-${++number}`;
const contentOf = async (path: string): Promise<string | null> =>
  (await streams.read(path.slice(1))).content;

describe("start", () => {
  test("answers once the stream has begun, and goes on without the request", async () => {
    const gone = new AbortController();
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const ask = serving({
      produce: async function* () {
        yield { content: "before" };
        await gate;
        yield { content: " and after" };
      },
    });
    const path = fresh();
    const response = await ask(path, { method: "POST", signal: gone.signal });
    expect(response.status).toBe(201);
    const { position } = (await streams.read(path.slice(1))).events[0] ?? {};
    expect(await response.json()).toEqual({
      streamId: path.slice(1),
      incarnation: expect.stringMatching(/^\w{26}$/),
      position,
      began: "new",
    });
    gone.abort();
    release();
    await expect.poll(() => contentOf(path)).toBe("before and after");
  });

  test("what is made of may be written to the run, read from a stream, or yielded", async () => {
    const makes: HttpOptions<Said>["produce"][] = [
      async (_, { run }) => void (await run.write({ content: "made" })),
      () =>
        new ReadableStream({
          start: (controller) => {
            controller.enqueue({ content: "made" });
            controller.close();
          },
        }),
      async function* () {
        yield { content: "made" };
      },
    ];
    for (const produce of makes) {
      const path = fresh();
      expect((await serving({ produce } as object)(path, { method: "POST" })).status).toBe(201);
      await expect.poll(() => contentOf(path)).toBe("made");
    }
  });

  test("one that is running is a conflict; one that has ended begins anew, unless the host refuses", async () => {
    const path = fresh();
    const ask = serving();
    const writer = await streams.start(path.slice(1));
    const refused = await ask(path, { method: "POST" });
    expect([refused.status, (await refused.json()).code]).toEqual([409, "stream-active"]);
    await writer.complete();
    expect((await (await ask(path, { method: "POST" })).json()).began).toBe("recreated");
    await expect.poll(() => contentOf(path)).toBe("nothing");
    await expect.poll(async () => (await streams.describe(path.slice(1))).status).toBe("completed");
    const strict = serving({ startOptions: () => ({ ifEnded: "refuse" }) });
    const kept = await strict(path, { method: "POST" });
    expect([kept.status, (await kept.json()).code]).toEqual([409, "ended"]);
  });

  test("the host says whose it is, and is told how it ends", async () => {
    const done: Promise<Ended>[] = [];
    const ask = serving({
      startOptions: ({ body }) => ({ owner: "user-7", metadata: body }),
      onStarted: (ended) => void done.push(ended),
      produce: () => {
        throw Object.assign(new Error("No model today"), { code: "no-model" });
      },
    });
    const path = fresh();
    await ask(path, post('{"prompt":"the sea"}'));
    await expect(done[0]).rejects.toThrow("No model today");
    const { events, meta } = await streams.read(path.slice(1));
    expect(meta.owner).toBe("user-7");
    expect(events[0]).toMatchObject({ metadata: { prompt: "the sea" } });
    expect(events.at(-1)).toMatchObject({ code: "no-model", message: "No model today" });
  });

  test("what the host says and may not say is the host's mistake, not the client's", async () => {
    const told: string[] = [];
    const onError = (error: unknown) => void told.push((error as Error).message);
    const path = fresh();
    const owner = serving({ onError, startOptions: () => ({ owner: "" }) });
    expect((await owner(path, { method: "POST" })).status).toBe(500);
    const by = serving({ onError, stoppedBy: () => 7 as never });
    expect((await by(path, { method: "POST" })).status).toBe(201);
    expect((await by(`${path}/stop`, { method: "POST" })).status).toBe(500);
    expect(told).toEqual(["owner takes 1 to 256 characters", "by is a text"]);
  });

  test("a stop reaches the signal of what produces", async () => {
    let stopped = (_: unknown): void => {};
    const reason = new Promise((resolve) => {
      stopped = resolve;
    });
    const ask = serving({
      produce: (_, { signal }) =>
        new Promise<void>((resolve) => {
          signal.addEventListener("abort", () => {
            stopped(signal.reason.code);
            resolve();
          });
        }),
      stoppedBy: (request) => request.headers.get("x-user") ?? undefined,
    });
    const path = fresh();
    const { incarnation } = await (await ask(path, { method: "POST" })).json();
    const other = `/run?incarnation=01M7WHMTBH8SXS60KTW1DVRNRQ`;
    expect((await ask(path + other, { method: "DELETE" })).status).toBe(409);
    const said = { ...post(JSON.stringify({ reason: "enough", incarnation })) };
    const stop = await ask(`${path}/stop`, {
      ...said,
      headers: { "content-type": "application/json", "x-user": "user-7" },
    });
    expect(await stop.json()).toMatchObject({ terminal: "stopped", mine: true });
    expect(await reason).toBe("stopped");
    expect((await streams.read(path.slice(1))).events.at(-1)).toMatchObject({
      by: "user-7",
      reason: "enough",
    });
    const late = await ask(`${path}/stop`, { method: "POST" });
    expect([late.status, (await late.json()).mine]).toEqual([200, false]);
  });
});

describe("bodies", () => {
  const codeOf = async (response: Response) => [response.status, (await response.json()).code];

  test("what the host's schema refuses starts nothing, and says what is wrong", async () => {
    const ask = serving({ body: prompt });
    const path = fresh();
    const response = await ask(path, post('{"prompt":""}'));
    const problem = await response.json();
    expect([response.status, problem.code]).toEqual([422, "invalid-body"]);
    expect(problem.issues).toEqual([{ message: expect.any(String), path: ["prompt"] }]);
    expect((await ask(path)).status).toBe(404);
    expect((await ask(path, post('{"prompt":"the sea"}'))).status).toBe(201);
    await expect.poll(() => contentOf(path)).toBe("the sea");
  });

  test("no JSON is 400, no JSON by its type 415", async () => {
    const ask = serving();
    expect(await codeOf(await ask(fresh(), post("{")))).toEqual([400, "invalid-body"]);
    expect(await codeOf(await ask(fresh(), post(new Uint8Array([0x22, 0xff, 0x22]))))).toEqual([
      400,
      "invalid-body",
    ]);
    const type = "text/plain";
    expect(await codeOf(await ask(fresh(), post("{}", type)))).toEqual([
      415,
      "unsupported-media-type",
    ]);
    expect((await ask(fresh(), post("{}", "application/vnd.x+json; charset=utf-8"))).status).toBe(
      201,
    );
    for (const body of ["[]", '"stop"', '{"reason":7}']) {
      const stop = await ask("/any/stop", post(body));
      expect(await codeOf(stop)).toEqual([400, "invalid-body"]);
    }
  });

  test("one that breaks off is no fault of the host's", async () => {
    const told: unknown[] = [];
    const ask = serving({ onError: (error) => void told.push(error) });
    const torn = new ReadableStream({ pull: (line) => line.error(new Error("aborted")) });
    expect(await codeOf(await ask(fresh(), post(torn)))).toEqual([400, "invalid-body"]);
    expect(told).toEqual([]);
  });

  test("one that is too large is refused: by what it says of itself, else when it gets there", async () => {
    const ask = serving({ maxBodyBytes: 100 });
    expect((await ask(fresh(), post(JSON.stringify("x".repeat(98))))).status).toBe(201);
    const over = await ask(fresh(), post(JSON.stringify("x".repeat(99))));
    expect(await codeOf(over)).toEqual([413, "too-large"]);
    let pulled = 0;
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          pulled += 1;
          controller.enqueue(new Uint8Array(40));
        },
        cancel: () => {
          cancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    expect(await codeOf(await ask(fresh(), post(endless)))).toEqual([413, "too-large"]);
    expect(pulled).toBeLessThan(6);
    await expect.poll(() => cancelled).toBe(true);
  });
});

describe("other origins", () => {
  const origin = "https://chat.example";
  const preflight = {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST" },
  };

  test("are let in by nobody unless the host says so", async () => {
    const ask = serving();
    const read = await ask("/unknown", { headers: { origin } });
    expect(read.headers.has("access-control-allow-origin")).toBe(false);
    expect((await ask("/a1", preflight)).status).toBe(405);
  });

  test("send no command in a user's name", async () => {
    for (const site of ["cross-site", "same-site"]) {
      const headers = { "sec-fetch-site": site, origin };
      const path = fresh();
      const refused = await serving()(path, { method: "POST", headers });
      expect([refused.status, (await refused.json()).code]).toEqual([403, "cross-site"]);
      const stop = await serving()(`${path}/run`, { method: "DELETE", headers });
      expect(stop.status).toBe(403);
      expect((await serving()(path, { headers })).status).toBe(404);
    }
    for (const site of ["same-origin", "none"]) {
      const headers = { "sec-fetch-site": site, origin };
      expect((await serving()(fresh(), { method: "POST", headers })).status).toBe(201);
    }
  });

  test.each([
    ["the one that is let in", { origin }, { origin }, 201],
    ["another one", { origin }, { origin: "https://evil.example" }, 403],
    ["one that does not say which", { origin }, {}, 403],
    ["any, where all are let in", true, { origin: "https://evil.example" }, 201],
    ["any, with cookies of ours", true, { origin: "https://evil.example", cookie: "a=b" }, 403],
    ["one of a list", { origin: [origin], credentials: true }, { origin, cookie: "a=b" }, 201],
  ] satisfies [string, HttpOptions<Said>["cors"], Record<string, string>, number][])(
    "send commands where CORS lets them: %s",
    async (_, cors, headers, status) => {
      const sent = { ...headers, "sec-fetch-site": "cross-site" };
      expect((await serving({ cors })(fresh(), { method: "POST", headers: sent })).status).toBe(
        status,
      );
    },
  );

  test("read everything, problems and lines too, where they may", async () => {
    const ask = serving({ cors: { origin, credentials: true } });
    const allowed = await ask("/a1", preflight);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-methods")).toContain("POST");
    const path = fresh();
    await (await streams.start(path.slice(1))).complete();
    const sse = { accept: "text/event-stream", origin };
    for (const [address, status] of [
      ["/unknown", 404],
      [path, 200],
      [`${path}?after=x`, 400],
      [`${path}?after=0`, 200],
      [`${path}?wait=0`, 204],
      ["/a/b/c", 404],
    ] as const) {
      const headers = address.includes("?") ? sse : { origin };
      const response = await ask(address, { headers });
      await response.body?.cancel();
      expect([address, response.status]).toEqual([address, status]);
      expect(response.headers.get("access-control-allow-origin")).toBe(origin);
      expect(response.headers.get("access-control-expose-headers")).toContain("segno-position");
      expect(response.headers.get("vary")?.toLowerCase()).toContain("origin");
    }
    const other = await ask(path, { headers: { origin: "https://evil.example" } });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
    const any = await serving({ cors: true })(path, { headers: { origin } });
    expect(any.headers.get("access-control-allow-origin")).toBe("*");
  });
});
