import { describe, expect, it, vi } from "vitest";
import { badServer, bytesOf, honest } from "./support/bad-server.ts";
import { gather, said, stage } from "./support/gather.ts";
import { frame, greeting, life } from "./support/log.ts";

const log = life(["one ", "two"]);
const begun = bytesOf(greeting + log.slice(0, 2).map(frame).join(""));

/** The first line says so much and then nothing; the next are honest. */
const silent = (options: Parameters<typeof stage>[0] = {}, bytes: Uint8Array = begun) => {
  const server = badServer((asked, nth) =>
    nth === 0 ? { bytes, end: "silence" } : honest(log)(asked),
  );
  const set = stage({ fetch: server.fetch, ...options });
  /** What still is held: timers, listeners, lines. */
  const held = () => ({
    timers: set.clock.timers(),
    listeners: set.listeners.size,
    lines: server.counts.open,
  });
  return { server, held, ...set };
};

const nothing = { timers: 0, listeners: 0, lines: 0 };

describe("a line that is silent", () => {
  it("is given up after three heartbeats, and had anew", async () => {
    const { clock, follow, server } = silent();
    const all = gather(follow);
    await clock.advance(44_999);
    expect(server.asked).toHaveLength(1);
    expect(server.counts.open).toBe(1);
    await clock.advance(5_002);
    expect(said((await clock.until(all)) as never)).toBe("one two");
    expect(server.asked).toHaveLength(2);
  });

  it("is not, as long as heartbeats come", async () => {
    let beat = (): void => {};
    const beating = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(begun);
        beat = () => controller.enqueue(bytesOf(": keep-alive\n\n"));
      },
    });
    const headers = { "content-type": "text/event-stream" };
    const server = badServer(() => new Response(beating, { headers }));
    const { clock, follow } = stage({ fetch: server.fetch });
    void gather(follow).catch(() => {});
    for (let minute = 0; minute < 20; minute++) {
      await clock.advance(30_000);
      beat();
    }
    expect(server.asked).toHaveLength(1);
    await follow.return();
  });

  it("is given up, too, where not even an answer comes; a wait is allowed for", async () => {
    let asked = 0;
    const never: typeof fetch = () => {
      asked += 1;
      return new Promise(() => {});
    };
    const { clock, follow } = stage({ fetch: never, wait: 20_000, giveUpMs: 100_000 });
    const end = gather(follow).catch((error: unknown) => error);
    await clock.advance(64_000);
    expect(asked).toBe(1);
    await clock.advance(2_000);
    expect(asked).toBe(2);
    expect(await clock.until(end)).toMatchObject({ code: "store-unavailable" });
  });
});

describe("a device that wakes", () => {
  it("tries again at once, and what it slept through is not held against the server", async () => {
    const server = badServer((asked, nth) =>
      nth < 8 ? new TypeError("offline") : honest(log)(asked),
    );
    const { clock, follow, wake } = stage({ fetch: server.fetch, giveUpMs: 40_000 });
    const all = gather(follow);
    await clock.advance(30_000);
    const before = server.asked.length;
    wake("visible");
    await clock.advance(0);
    expect(server.asked.length).toBe(before + 1);
    await clock.advance(30_000);
    expect(said((await clock.until(all)) as never)).toBe("one two");
  });

  it("asks anew on another network, whatever the line seems to be", async () => {
    const { clock, follow, wake, server } = silent();
    const all = gather(follow);
    await clock.advance(0);
    wake("online");
    expect(said((await clock.until(all)) as never)).toBe("one two");
    expect(clock.elapsed()).toBe(0);
    expect(server.counts.open).toBe(0);
  });

  it("leaves a line alone that was heard of just now, when it is only looked at", async () => {
    const { clock, follow, wake, server } = silent();
    const all = gather(follow);
    await clock.advance(10_000);
    wake("visible");
    await clock.advance(0);
    expect(server.asked).toHaveLength(1);
    await clock.advance(5_000);
    wake("visible");
    await clock.until(all);
    expect(clock.elapsed()).toBe(15_000);
  });
});

describe("whoever leaves", () => {
  const reason = new Error("enough");

  it("by a signal gets its reason, at once, and nothing is held", async () => {
    const control = new AbortController();
    const { clock, follow, held } = silent({ signal: control.signal });
    const end = gather(follow).catch((error: unknown) => error);
    await clock.advance(0);
    expect(held()).toEqual({ timers: 1, listeners: 1, lines: 1 });
    control.abort(reason);
    expect(await end).toBe(reason);
    expect(await follow.ended).toEqual({ _tag: "aborted", reason });
    expect(held()).toEqual(nothing);
    expect(await follow.next()).toEqual({ done: true, value: undefined });
  });

  it("leaves no listener on a signal that lives on", async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    const { clock, follow } = silent({ signal }, begun.slice(0, 50));
    await clock.until(gather(follow));
    expect(added.mock.calls.length).toBeGreaterThan(2);
    expect(removed.mock.calls).toEqual(expect.arrayContaining(added.mock.calls));
  });

  it("in a pause likewise", async () => {
    const control = new AbortController();
    const server = badServer(() => new TypeError("down"));
    const { clock, follow, listeners } = stage({ fetch: server.fetch, signal: control.signal });
    const end = gather(follow).catch((error: unknown) => error);
    await clock.advance(100);
    control.abort(reason);
    expect(await end).toBe(reason);
    expect([clock.timers(), listeners.size]).toEqual([0, 0]);
  });

  it("before the first pull asks nothing of the server", async () => {
    const { follow, server } = silent({ signal: AbortSignal.abort(reason) });
    await expect(follow.next()).rejects.toBe(reason);
    expect(server.asked).toEqual([]);
  });

  it("while nobody pulls is told by `ended`", async () => {
    const control = new AbortController();
    const { follow, held } = silent({ signal: control.signal });
    await follow.next();
    control.abort(reason);
    expect(await follow.ended).toEqual({ _tag: "aborted", reason });
    expect(held()).toEqual(nothing);
    await expect(follow.next()).rejects.toBe(reason);
  });

  it("by break, or by return while a pull waits, leaves nothing behind", async () => {
    const one = silent();
    for await (const event of one.follow) if (event.type === "chunk") break;
    expect(one.held()).toEqual(nothing);
    expect(await one.follow.ended).toEqual({ _tag: "left" });

    const other = silent({}, bytesOf(greeting));
    const pull = other.follow.next();
    await other.clock.advance(0);
    await other.follow.return();
    expect(await pull).toEqual({ done: true, value: undefined });
    expect(other.held()).toEqual(nothing);
  });

  it("without a word holds nothing after a while, and may come back", async () => {
    const { clock, follow, held } = silent();
    await follow.next();
    await clock.advance(50_000);
    expect(held()).toEqual(nothing);
    expect(said((await clock.until(gather(follow))) as never)).toBe("one two");
  });

  it("never to have come holds nothing", async () => {
    const { follow, held, server } = silent();
    expect(held()).toEqual(nothing);
    await follow.return();
    expect(await follow.ended).toEqual({ _tag: "left" });
    expect(server.asked).toEqual([]);
  });

  it("from a `fetch` that knows no signals is not kept waiting", async () => {
    const control = new AbortController();
    const { clock, follow, held } = stageDeaf(control.signal);
    const end = gather(follow).catch((error: unknown) => error);
    await clock.advance(0);
    control.abort(reason);
    expect(await end).toBe(reason);
    expect(held()).toBe(0);
  });

  it("lets go of an answer that comes too late", async () => {
    const control = new AbortController();
    const { counts, fetch } = badServer(() => ({ bytes: begun, end: "silence" }));
    let answer = (): void => {};
    const late: typeof globalThis.fetch = (input) =>
      new Promise((resolve) => {
        answer = () => resolve(fetch(input));
      });
    const { clock, follow } = stage({ fetch: late, signal: control.signal });
    const end = gather(follow).catch((error: unknown) => error);
    await clock.advance(0);
    control.abort(reason);
    expect(await end).toBe(reason);
    answer();
    await clock.advance(0);
    expect(counts.open).toBe(0);
  });

  const stageDeaf = (signal: AbortSignal) => {
    const deaf: typeof fetch = () => new Promise(() => {});
    const set = stage({ fetch: deaf, signal });
    return { ...set, held: () => set.clock.timers() + set.listeners.size };
  };
});

describe("a reader that is slow", () => {
  it("holds the server back: nothing is read ahead of it", async () => {
    const chunks = Array.from({ length: 1_000 }, (_, at) => `${at} `);
    const frames = life(chunks).map((sent) => bytesOf(frame(sent)));
    const bytes = bytesOf(life(chunks).map(frame).join(""));
    const server = badServer(() => ({ bytes, pieces: frames.map(({ length }) => length) }));
    const { follow } = stage({ fetch: server.fetch });
    for (let pulled = 0; pulled < 10; pulled++) await follow.next();
    expect(server.counts.read).toBeLessThan(15);
    await follow.return();
  });
});
