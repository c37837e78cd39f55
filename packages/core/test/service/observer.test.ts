import { type Appending, createStreams, type Observer, type ServiceObserver } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { describe, expect, it } from "vitest";
import { createWorld, rejection, said } from "./world.ts";

describe("stats", () => {
  it("counts starts, what is appended, and how streams end", async () => {
    const { streams, process, clock } = createWorld();
    const writer = await streams.start("a");
    expect(streams.stats()).toMatchObject({ writers: 1, starts: { new: 1, refused: 0 } });
    expect(await rejection(streams.start("a"))).toBe("stream-active");
    await writer.write(said("é"));
    await Promise.all([writer.write(said("one")), writer.write(said("two"))]);
    const { appends } = streams.stats();
    expect(appends).toMatchObject({ batches: 2, events: 3, duplicates: 0, healedGaps: 0 });
    const bodies = ["é", "one", "two"].map((text) => JSON.stringify(said(text)));
    // A character for the kind and at least one for the time.
    expect(appends.bytes).toBeGreaterThanOrEqual(Buffer.byteLength(bodies.join("")) + 6);
    await writer.complete();
    await streams.run("a", (run) => run.write(said("again")));
    await clock.until(rejection(streams.run("b", () => Promise.reject(new Error("no")))));
    const stopped = await streams.start("c");
    await clock.until(process().stop("c"));
    await clock.until(stopped.complete());
    expect(streams.stats()).toMatchObject({
      writers: 0,
      starts: { new: 3, recreated: 1, takenOver: 0, refused: 1 },
      ends: { completed: 2, failed: 1, stopped: 1, dead: 0 },
    });
  });

  it("counts a try whose reply was lost, a healed gap and a takeover", async () => {
    const world = createWorld();
    const { streams, weather, clock } = world;
    const writer = await streams.start("a");
    await writer.write(said("kept"));
    weather.loseReplies = 1;
    await clock.until(writer.write(said("sent twice")));
    expect(streams.stats().appends.duplicates).toBe(1);
    await writer.write(said("forgotten"));
    await world.forget(3);
    await clock.until(writer.write(said("more")));
    expect(streams.stats().appends.healedGaps).toBe(1);
    weather.down = true;
    await clock.advance(11_000);
    weather.down = false;
    const other = world.process();
    await clock.until(other.start("a", { ifStale: "take-over" }));
    expect(other.stats().starts.takenOver).toBe(1);
  });

  it("counts followers, what they read and what came live, and resumes that found nothing", async () => {
    const { streams, process, clock } = createWorld();
    const writer = await streams.start("a");
    const { position } = writer;
    for (const text of ["one", "two"]) await writer.write(said(text));
    const reading = process();
    const follow = reading.follow("a", { after: position });
    for (const _ of [1, 2]) await clock.until(follow.next());
    const live = follow.next();
    await clock.advance(10);
    await writer.write(said("three"));
    await clock.until(live);
    const of = () => reading.stats();
    expect(of()).toMatchObject({ followers: 1, follows: { hits: 1, replayed: 2, live: 1 } });
    await clock.advance(20_000);
    expect(of().follows.detached).toBe(1);
    await follow.return();
    await writer.complete();
    await clock.until(streams.remove("a"));
    const gone = reading.follow("a", { after: position });
    expect(await clock.until(rejection(gone.next()))).toBe("expired");
    expect(of()).toMatchObject({ followers: 0, follows: { hits: 1, misses: 1 } });
  });

  it("counts a producer that was declared lost from here", async () => {
    const { streams, process, clock, weather } = createWorld();
    const dying = process({ idleMs: 1 });
    await dying.start("a");
    const seen = streams.follow("a");
    await clock.until(seen.next());
    const next = seen.next();
    await clock.advance(30_000);
    expect(await clock.until(next)).toMatchObject({ value: { code: "producer-lost" } });
    expect(streams.stats().producersLost).toBe(1);
    expect(weather.down).toBe(false);
  });
});

/** What goes on beside what was waited for. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("an observer", () => {
  const observed = (more: Partial<ServiceObserver> = {}) => {
    const told: unknown[] = [];
    const appended: Appending[] = [];
    const observer: Observer = {
      open: ({ tenant, storeStats }) => {
        told.push(["open", tenant, storeStats]);
        return {
          start: (id) => ({
            traceparent: `trace of ${id}`,
            done: (outcome) => told.push(["start", id, outcome]),
          }),
          appended: (of) => appended.push(of),
          ended: (id, how) => told.push(["ended", id, how]),
          follow: (id, resumed) => ({
            follows: (traceparent) => told.push(["follows", id, traceparent]),
            done: (outcome) => told.push(["follow", id, resumed, outcome]),
          }),
          close: () => told.push(["close", tenant]),
          ...more,
        };
      },
    };
    return { told, appended, streams: createStreams({ ...memoryStreams(), observer }) };
  };

  it("is told what happens, in order, and of tenants apart", async () => {
    const { told, appended, streams } = observed();
    const writer = await streams.start("a");
    await rejection(streams.start("a"));
    await writer.write("one");
    await writer.complete();
    for await (const _ of streams.follow("a"));
    const of = streams.forTenant("t");
    await of.run("a", (run) => run.write("theirs"));
    await streams.close();
    expect(told).toEqual([
      ["open", null, null],
      ["start", "a", { _tag: "started", began: "new" }],
      ["start", "a", { _tag: "refused", code: "stream-active" }],
      ["ended", "a", "completed"],
      ["follows", "a", "trace of a"],
      ["follow", "a", false, { events: 3, ending: "completed" }],
      ["open", "t", null],
      ["start", "a", { _tag: "started", began: "new" }],
      ["ended", "a", "completed"],
      ...[
        ["close", null],
        ["close", "t"],
      ].sort(),
    ]);
    expect(appended.map(({ id, events }) => [id, events])).toEqual([
      ["a", 1],
      ["a", 1],
      ["a", 1],
      ["a", 1],
    ]);
  });

  it("is told whose trace they follow, also of those who begin after a position", async () => {
    const { told, streams } = observed();
    const writer = await streams.start("a");
    const seen = await writer.write("one");
    await writer.write("two");
    await writer.complete();
    for await (const _ of streams.follow("a", { after: seen }));
    await settled();
    expect(told.slice(-2)).toEqual([
      ["follows", "a", "trace of a"],
      ["follow", "a", true, { events: 2, ending: "completed" }],
    ]);
    await streams.start("a");
    const reset = streams.follow("a", { after: seen });
    expect((await reset.next()).value).toMatchObject({ type: "started", reset: true });
    await reset.return();
    expect(told.slice(-2)).toEqual([
      ["follows", "a", "trace of a"],
      ["follow", "a", true, { events: 1, ending: "left" }],
    ]);
    await streams.close();
  });

  it("asks once for all who begin after a position, and not where nobody wants to know", async () => {
    for (const [follow, asked] of [
      [() => ({ follows: () => {}, done: () => {} }), 1],
      [() => ({ done: () => {} }), 0],
    ] as const) {
      const { store, ...adapter } = memoryStreams();
      let fromTheStart = 0;
      const read: typeof store.read = (id, after, limit) => {
        if (after === null) fromTheStart++;
        return store.read(id, after, limit);
      };
      const observer: Observer = { open: () => ({ follow }) };
      const streams = createStreams({ ...adapter, store: { ...store, read }, observer });
      const writer = await streams.start("a");
      const followers = [1, 2, 3].map(() => streams.follow("a", { after: writer.position }));
      for (const text of ["one", "two"]) {
        const next = followers.map((one) => one.next());
        await writer.write(text);
        await Promise.all(next);
      }
      expect(fromTheStart).toBe(asked);
      await streams.close();
    }
  });

  it("that cannot be opened changes nothing, and one that is none is refused", async () => {
    const opens = [
      () => {
        throw new Error("broken");
      },
      () => undefined,
    ];
    for (const open of opens) {
      const streams = createStreams({ ...memoryStreams(), observer: { open } as never });
      await streams.forTenant("t").run("a", (run) => run.write("one"));
      expect(await streams.list()).toMatchObject({ streams: [] });
      await streams.close();
    }
    for (const observer of [{}, { open: 7 }, null, () => {}]) {
      const create = async () => createStreams({ ...memoryStreams(), observer: observer as never });
      expect(await rejection(create())).toBe("invalid-options");
    }
  });

  it("that throws changes nothing", async () => {
    const broken = () => {
      throw new Error("broken");
    };
    const { streams } = observed({
      start: () => ({ done: broken }),
      appended: broken,
      ended: broken,
      follow: broken,
      heard: broken,
      behind: broken,
      close: broken,
    });
    await streams.run("a", (run) => run.write("one"));
    const types: string[] = [];
    for await (const { type } of streams.follow("a")) types.push(type);
    expect(types).toEqual(["started", "chunk", "completed"]);
    await streams.close();
  });
});
