import { describe, expect, it } from "vitest";
import { hasCode } from "../src/index.ts";
import {
  type Asked,
  badServer,
  bytesOf,
  honest,
  problem,
  type Reply,
} from "./support/bad-server.ts";
import { gather, said, stage, url } from "./support/gather.ts";
import { frame, greeting, life, realText, secondLife } from "./support/log.ts";

const log = life(["one ", "two"]);
const caughtUp = log[1]?.position;
const isFollow = ({ method }: Asked): boolean => method === "GET";

/** Follows a server that gives these answers first, and then is honest. */
const following = (answers: readonly Reply[], options: Parameters<typeof stage>[0] = {}) => {
  const server = badServer((asked, nth) => answers[nth] ?? honest(log)(asked));
  return { server, ...stage({ fetch: server.fetch, ...options }) };
};

/** The code that it ends with, which `ended` has too. */
const codeOf = async ({ clock, follow }: ReturnType<typeof stage>): Promise<string> => {
  const thrown = await clock.until(gather(follow).catch((error: unknown) => error));
  const ending = await follow.ended;
  expect(ending).toEqual({ _tag: "error", error: thrown });
  expect(clock.timers()).toBe(0);
  return ending._tag === "error" ? ending.error.code : ending._tag;
};

describe("a request", () => {
  it("asks for the whole, also of a stream that has ended, and waits for one that is not there yet", async () => {
    const { clock, follow, server } = following([]);
    await clock.until(gather(follow));
    const [asked] = server.asked;
    expect(asked?.headers.get("accept")).toBe("text/event-stream");
    expect(asked?.headers.get("last-event-id")).toBe(null);
    expect(Object.fromEntries(asked?.url.searchParams ?? [])).toEqual({
      replay: "1",
      wait: "5000",
    });
  });

  it("says after what, and from then on what it has come to", async () => {
    const first = log[2] ? bytesOf(greeting + frame(log[2])) : bytesOf("");
    const { clock, follow, server } = following([{ bytes: first }], { after: caughtUp });
    await clock.until(gather(follow));
    const [before, then] = server.asked;
    expect(Object.fromEntries(before?.url.searchParams ?? [])).toEqual({
      replay: "1",
      after: caughtUp,
    });
    expect(then?.headers.get("last-event-id")).toBe(log[2]?.position);
    expect(then?.url.searchParams.get("after")).toBe(null);
  });

  it("has the caller's headers, asked for anew each time", async () => {
    let token = 0;
    const headers = async () => ({ authorization: `Bearer ${++token}` });
    const { clock, follow, server } = following([new TypeError("offline")], { headers });
    await clock.until(gather(follow));
    expect(server.asked.map((asked) => asked.headers.get("authorization"))).toEqual([
      "Bearer 1",
      "Bearer 2",
    ]);
  });

  it.each([
    ["after", { after: "yesterday" }, "invalid-position"],
    ["a misspelled option", { silentMs: 5 } as object, "invalid-options"],
    ["a negative time", { giveUpMs: -1 }, "invalid-options"],
    ["a time that is none", { wait: Number.NaN }, "invalid-options"],
  ])("is refused before it is made: %s", (_, options, code) => {
    expect(() => following([], options)).toThrow(expect.objectContaining({ code }));
  });
});

describe("an answer after which one asks again", () => {
  it.each([
    ["no network", new TypeError("fetch failed")],
    ["408", new Response("", { status: 408 })],
    ["429", problem(429, "too-many-requests")],
    ["500", new Response("<h1>oops</h1>", { status: 500 })],
    ["500 of ours", problem(500, "internal")],
    ["502", new Response("bad gateway", { status: 502 })],
    ["503", problem(503, "store-unavailable")],
    ["a deployment", problem(503, "closed")],
    ["the end of a process", { bytes: bytesOf(`event: ending\ndata: {"code":"closed"}\n\n`) }],
    ["an ending without a word", { bytes: bytesOf("event: ending\ndata: {\n\n") }],
    ["an empty body", { bytes: bytesOf("") }],
  ])("%s", async (_, answer) => {
    const { clock, follow, server, connections } = following([answer as Reply]);
    expect(said((await clock.until(gather(follow))) as never)).toBe("one two");
    expect(server.asked).toHaveLength(2);
    expect(connections).toEqual([
      "connecting",
      ...(answer instanceof Response || answer instanceof Error ? [] : ["open"]),
      "waiting 250",
      "connecting",
      "open",
    ]);
  });

  it("comes back when it was told to, in seconds or at a date, and no wake makes it hurry", async () => {
    const date = new Date(1_700_000_000_000 + 120_250 + 60_000).toUTCString();
    const { clock, follow, wake, connections } = following([
      problem(429, "too-many-requests", { "retry-after": "120" }),
      problem(503, "store-unavailable", { "retry-after": date }),
    ]);
    const all = gather(follow);
    await clock.advance(1_000);
    wake("online");
    await clock.until(all);
    const waits = connections.filter((one) => one.startsWith("waiting"));
    expect(waits[0]).toBe("waiting 120250");
    expect(Number(waits[1]?.split(" ")[1])).toBeGreaterThan(59_000);
  });

  it("keeps at least the distance that `retry:` asks for", async () => {
    const { clock, follow, connections } = following([{ bytes: bytesOf("retry: 3000\n\n") }]);
    await clock.until(gather(follow));
    expect(connections).toContain("waiting 3250");
  });

  it("doubles the pause up to the cap, and gives up at last", async () => {
    const down = Array.from({ length: 50 }, () => new TypeError("down"));
    const failing = following(down, { giveUpMs: 60_000, backoffCapMs: 8_000 });
    expect(await codeOf(failing)).toBe("store-unavailable");
    expect(failing.connections.filter((one) => one.startsWith("waiting")).slice(0, 7)).toEqual([
      "waiting 250",
      "waiting 500",
      "waiting 1000",
      "waiting 2000",
      "waiting 4000",
      "waiting 4000",
      "waiting 4000",
    ]);
    expect(failing.clock.elapsed()).toBeGreaterThan(50_000);
    expect(failing.clock.elapsed()).toBeLessThanOrEqual(60_000);
  });

  it("sets the pause back when an event has come, or a line has lasted for a heartbeat", async () => {
    const down = new TypeError("down");
    const one = { bytes: bytesOf(greeting + log.slice(0, 1).map(frame).join("")) };
    const moved = following([down, down, down, one, down]);
    await moved.clock.until(gather(moved.follow));
    expect(moved.connections.filter((state) => state.startsWith("waiting"))).toEqual(
      [250, 500, 1_000, 250, 500].map((ms) => `waiting ${ms}`),
    );

    let beat = (): void => {};
    const quiet = new ReadableStream<Uint8Array>({
      start: (controller) => {
        beat = () => {
          controller.enqueue(bytesOf(": keep-alive\n\n"));
          controller.close();
        };
      },
    });
    const headers = { "content-type": "text/event-stream" };
    const lasting = following([down, down, new Response(quiet, { headers })]);
    const all = gather(lasting.follow);
    await lasting.clock.advance(750);
    await lasting.clock.advance(15_000);
    beat();
    await lasting.clock.until(all);
    expect(lasting.connections.filter((state) => state.startsWith("waiting"))).toEqual(
      [250, 500, 250].map((ms) => `waiting ${ms}`),
    );
  });

  it("is not waited for where it would come after giving up", async () => {
    const failing = following([problem(503, "closed", { "retry-after": "86400" })]);
    expect(await codeOf(failing)).toBe("closed");
    expect(failing.clock.elapsed()).toBe(0);
  });
});

describe("an answer that ends it", () => {
  it.each([
    [204, "", "not-found", new Response(null, { status: 204 })],
    [400, "with our code", "invalid-position", problem(400, "invalid-position")],
    [400, "bare", "unsupported-server", new Response("", { status: 400 })],
    [401, "with the server's code", "unauthorized", problem(401, "unauthorized")],
    [403, "bare", "unsupported-server", new Response("no", { status: 403 })],
    [404, "bare", "not-found", new Response("no", { status: 404 })],
    [410, "bare", "expired", new Response("", { status: 410 })],
    [410, "with our code", "deleted", problem(410, "deleted")],
    [500, "with our code", "bad-entry", problem(500, "bad-entry")],
    [200, "of a page", "unsupported-server", new Response("<html>")],
    [200, "expired", "expired", { bytes: bytesOf(`event: ending\ndata: {"code":"expired"}\n\n`) }],
    [200, "not an event", "bad-entry", { bytes: bytesOf("id: 1\nevent: chunk\ndata: {}\n\n") }],
    [
      200,
      "no place",
      "bad-entry",
      { bytes: bytesOf(`event: stopped\ndata: {"type":"stopped","at":1}\n\n`) },
    ],
  ])("%i %s: %s", async (_, __, code, answer) => {
    const ended = following([answer as Reply]);
    expect(await codeOf(ended)).toBe(code);
    expect(ended.server.asked).toHaveLength(1);
    expect(ended.server.counts.open).toBe(0);
  });

  it.each([
    ["started", {}],
    ["chunk", {}],
    ["failed", { code: "x" }],
    ["completed", { reason: "done" }],
    ["chunk", { data: "x", at: "noon" }],
    ["chunk", { data: "x", type: "chnk" }],
    ["stopped", null],
  ])("an event that lacks what its type says is no event: %s %j", async (type, own) => {
    const data = JSON.stringify(own && { type, at: 1, ...own });
    const bytes = bytesOf(`id: ${log[0]?.position}\nevent: ${type}\ndata: ${data}\n\n`);
    expect(await codeOf(following([{ bytes }]))).toBe("bad-entry");
  });

  it("has the status and the code of the server, for who acts on them", async () => {
    const { clock, follow } = following([problem(403, "forbidden")]);
    const error = await clock.until(gather(follow).catch((thrown: unknown) => thrown));
    expect(hasCode(error, "forbidden")).toBe(true);
    expect(hasCode(error, "not-found")).toBe(false);
    expect(error).toMatchObject({ message: "It is forbidden", details: { status: 403 } });
  });

  it("a frame without end is let go", async () => {
    const endless = bytesOf(`data: ${"x".repeat(9 * 1024 * 1024)}`);
    expect(await codeOf(following([{ bytes: endless, end: "silence" }]))).toBe("too-large");
  });

  it("lets go of a body that it does not read", async () => {
    const { counts, fetch } = badServer(() => ({ bytes: bytesOf("<html>"), end: "silence" }));
    const asPage: typeof globalThis.fetch = async (input, init) =>
      new Response((await fetch(input, init)).body, { headers: { "content-type": "text/html" } });
    expect(await codeOf(stage({ fetch: asPage }))).toBe("unsupported-server");
    expect(counts.open).toBe(0);
  });

  it("a login page in the place of a server that was there is waited out", async () => {
    const cut = bytesOf(greeting + log.slice(0, 2).map(frame).join(""));
    const page = new Response("<html>", { headers: { "content-type": "text/html" } });
    const { clock, follow } = following([{ bytes: cut }, page]);
    expect(said((await clock.until(gather(follow))) as never)).toBe("one two");
  });
});

describe("at the terminal already", () => {
  const terminal = log.at(-1)?.position ?? "";
  const head = (status: string, position: string) =>
    new Response(null, { headers: { "segno-status": status, "segno-position": position } });

  it.each(["completed", "stopped", "failed"])(
    "it ends without a further event: %s",
    async (status) => {
      const server = badServer((asked) =>
        isFollow(asked) ? new Response(null, { status: 204 }) : head(status, terminal),
      );
      const { clock, follow } = stage({ fetch: server.fetch, after: terminal });
      expect(await clock.until(gather(follow))).toEqual([]);
      expect(await follow.ended).toEqual({ _tag: status, event: null });
      expect(server.asked[1]?.url.href).toBe(url);
    },
  );

  it("of a stream that is begun anew just then, it goes on with the new life", async () => {
    const anew = life(["new"], { incarnation: secondLife });
    const server = badServer((asked, nth) => {
      if (nth === 0) return new Response(null, { status: 204 });
      return isFollow(asked) ? honest(anew)(asked) : head("active", anew[0]?.position ?? "");
    });
    const { clock, follow } = stage({ fetch: server.fetch, after: terminal });
    const events = await clock.until(gather(follow));
    expect(events[0]).toMatchObject({ type: "started", reset: true });
    expect(said(events)).toBe("new");
  });
});

describe("another life", () => {
  it("resets the reader, once", async () => {
    const anew = life(["anew"], { incarnation: secondLife, epoch: 8 });
    const cut = bytesOf(log.slice(0, 2).map(frame).join(""));
    const server = badServer((asked, nth) => (nth === 0 ? { bytes: cut } : honest(anew)(asked)));
    const { clock, follow } = stage({ fetch: server.fetch });
    const events = await clock.until(gather(follow));
    expect(events.map(({ type, reset }) => [type, reset])).toEqual([
      ["started", undefined],
      ["chunk", undefined],
      ["started", true],
      ["chunk", undefined],
      ["completed", undefined],
    ]);
    expect(said(events)).toBe("anew");
  });

  it("of the same name in a later term, at a place that was read, is a loss that is told", async () => {
    const later = life(["one ", "2"], { epoch: 9 }).slice(1);
    const cut = bytesOf(log.slice(0, 3).map(frame).join(""));
    const forgetful = following([{ bytes: cut }, { bytes: bytesOf(later.map(frame).join("")) }]);
    expect(await codeOf(forgetful)).toBe("diverged");
  });

  it("that begins in the middle is not shown: the hole is told in the end", async () => {
    const hole = { bytes: bytesOf(log.slice(2).map(frame).join("")) };
    const holes = Array.from({ length: 100 }, () => hole);
    expect(await codeOf(following(holes, { giveUpMs: 10_000 }))).toBe("trimmed");
  });
});

describe("real text", () => {
  it("in huge frames comes whole", async () => {
    const chunks = realText.map((piece) => piece.repeat(20_000));
    const server = badServer(honest(life(chunks)));
    const { clock, follow } = stage({ fetch: server.fetch });
    expect(said(await clock.until(gather(follow))) === chunks.join("")).toBe(true);
  });
});
