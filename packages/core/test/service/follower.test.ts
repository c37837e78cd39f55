import {
  createStreams,
  foldStream,
  type Notice,
  type Recorded,
  type StreamId,
  textOf,
} from "@segno/core";
import { describe, expect, it } from "vitest";
import { codeOf, createWorld, drain, rejection, type Said, said, type World } from "./world.ts";

const offsets = (events: readonly Recorded<Said>[]): number[] => events.map(({ offset }) => offset);
const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at + 1);

/** A producer that writes so many chunks, one every so many ms. */
const produce = (world: World, id: string, chunks: number, everyMs: number) =>
  world.process().run(id, async (run) => {
    for (let n = 0; n < chunks; n++) {
      run.write(said(`${n} `));
      await new Promise<void>((resolve) => void world.clock.after(everyMs, resolve));
    }
  });

describe("P8: gap-free, ordered, once", () => {
  const weathers: Record<string, (random: () => number) => World["weather"]["notices"]> = {
    "in good weather": () => (notice) => [notice],
    "with a third of the notices lost": (random) => (notice) => (random() < 0.33 ? [] : [notice]),
    "with notices doubled": () => (notice) => [notice, notice],
    "with notices held back by one": () => {
      let held: Notice | null = null;
      return (notice) => {
        const out = held ? [held] : [];
        held = notice;
        return out;
      };
    },
    "with no notice at all": () => () => [],
    "with notices that name the range alone": () => (notice) => {
      if (notice._tag !== "appended") return [notice];
      const { entries: _, ...bare } = notice;
      return [bare];
    },
  };

  it("what is announced while one who waited reads does not wait for the next look", async () => {
    const { clock, process, streams } = createWorld();
    const follow = streams.follow("a");
    const first = follow.next();
    await clock.advance(50);
    const writer = await process().start("a");
    void writer.complete();
    expect((await clock.until(first)).value?.type).toBe("started");
    expect((await clock.until(follow.next())).value?.type).toBe("completed");
    expect(clock.elapsed()).toBeLessThan(100);
  });

  it.each(Object.entries(weathers))("%s, from every place in it", async (_, weather) => {
    const world = createWorld();
    let state = 7;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    world.weather.notices = weather(random);
    const running = produce(world, "a", 60, 20);
    const readings: Promise<{ events: Recorded<Said>[]; error: unknown }>[] = [];
    const early = drain(world.process().follow("a"));
    const collected: Recorded<Said>[] = [];
    void drain(world.streams.follow("a")).then(({ events }) => collected.push(...events));
    for (let n = 0; n < 40; n++) {
      await world.clock.advance(Math.floor(random() * 40));
      readings.push(drain(world.process().follow("a")));
    }
    await world.clock.until(running);
    const all = [await world.clock.until(early)];
    for (const reading of readings) all.push(await world.clock.until(reading));
    for (const { events, error } of all) {
      expect(error).toBeNull();
      expect(offsets(events)).toEqual(upTo(62));
    }
    await world.clock.advance(10_000);
    expect(offsets(collected)).toEqual(upTo(62));
    const cuts = collected.filter((__, at) => at % 7 === 0);
    for (const { position, offset } of cuts) {
      const { events } = await world.clock.until(
        drain(world.process().follow("a", { after: position })),
      );
      expect(offsets(events)).toEqual(upTo(62).slice(offset));
    }
  });

  it("an ended stream is given whole, and after its terminal there is nothing", async () => {
    const world = createWorld();
    await world.streams.run("a", (run) => void run.write(said("x")));
    const { events } = await drain(world.streams.follow("a"));
    expect(events.map(({ type }) => type)).toEqual(["started", "chunk", "completed"]);
    const follow = world.streams.follow("a", { after: events.at(-1)?.position ?? "" });
    expect((await drain(follow)).events).toEqual([]);
    expect(await follow.ended).toEqual({ _tag: "completed", event: null });
  });

  it("who resumes at the terminal is told so, also while others hold the live part open", async () => {
    const world = createWorld();
    const writer = await world.process().start("a");
    const slow = world.streams.follow("a");
    await slow.next();
    const quick = drain(world.streams.follow("a"));
    await world.clock.advance(10);
    const { position } = await writer.complete();
    await quick;
    const again = world.streams.follow("a", { after: position });
    expect(await world.clock.until(drain(again))).toEqual({ events: [], error: null });
    expect(await again.ended).toEqual({ _tag: "completed", event: null });
    await slow.return();
  });

  it("begins before the start", async () => {
    const world = createWorld();
    const following = drain(world.streams.follow("a"));
    await world.clock.advance(3_000);
    await world.process().run("a", (run) => void run.write(said("x")));
    expect((await world.clock.until(following)).events).toHaveLength(3);
  });
});

describe("P9: always an ending", () => {
  it("not-found, after the wait", async () => {
    const world = createWorld();
    const follow = world.streams.follow("a", { wait: 700 });
    const before = world.clock.elapsed();
    expect(await rejection(world.clock.until(follow.next()))).toBe("not-found");
    expect(world.clock.elapsed() - before).toBe(700);
    expect(await follow.ended).toMatchObject({ _tag: "error", error: { code: "not-found" } });
  });

  it("expired, when its time ran out", async () => {
    const world = createWorld({ activeTtlMs: 20_000, idleMs: 1, positionCheckMs: 5_000 });
    world.weather.notices = () => [];
    const writer = await world.process().start("a");
    await writer.write(said("x"));
    // Nobody may declare it lost here: it is to be gone before.
    const following = drain(world.process({ graceMs: 9_000 }).follow("a"));
    await world.clock.advance(1);
    world.weather.down = true;
    await world.clock.advance(30_000);
    world.weather.down = false;
    const { events, error } = await world.clock.until(following);
    expect(codeOf(error)).toBe("expired");
    expect(offsets(events)).toEqual([1, 2]);
  });

  it("deleted, at once, when it was removed before its time; its producer is told too", async () => {
    const world = createWorld();
    const writer = await world.process().start("a");
    await writer.write(said("x"));
    const following = drain(world.streams.follow("a"));
    await world.clock.advance(100);
    await world.streams.remove("a");
    await world.clock.advance(0);
    expect(codeOf((await following).error)).toBe("deleted");
    expect(writer.signal.reason).toMatchObject({ code: "deleted" });
    expect(await rejection(world.streams.remove("a"))).toBe("not-found");
  });

  it("deleted, also where only others have seen for how long it is kept by now", async () => {
    const world = createWorld({ activeTtlMs: 20_000 });
    await world.process().start("a");
    const late = world.streams.follow("a");
    await late.next();
    const others = world.streams.follow("a");
    await others.next();
    const end = rejection(others.next());
    await world.clock.advance(30_000);
    const next = rejection(late.next());
    await world.clock.advance(100);
    await world.streams.remove("a");
    expect(await world.clock.until(end)).toBe("deleted");
    expect(await world.clock.until(next)).toBe("deleted");
  });

  it.each([
    ["of many events", 4],
    // Hole 14: an exclusive read would return an empty page and a clean end.
    ["of just the last one, whose offset the stop then takes", 8],
  ])("diverged, when a failover forgot what this reader had seen: %s", async (_, kept) => {
    const world = createWorld();
    const writer = await world.process({ idleMs: 1 }).start("a");
    for (let n = 0; n < 8; n++) await writer.write(said(`${n}`));
    await world.clock.advance(100);
    const follow = world.streams.follow("a");
    const seen: number[] = [];
    for (let n = 0; n < 9; n++) seen.push((await follow.next()).value?.offset ?? 0);
    expect(seen).toEqual(upTo(9));
    await world.forget(kept);
    const next = rejection(follow.next());
    await world.process().stop("a");
    await world.clock.advance(20_000);
    expect(await next).toBe("diverged");
  });

  it("diverged after a while, when nobody heals what was lost", async () => {
    const world = createWorld();
    const writer = await world.process({ idleMs: 1 }).start("a");
    for (let n = 0; n < 8; n++) await writer.write(said(`${n}`));
    const { events } = await world.streams.read("a");
    await world.forget(4);
    const follow = world
      .process({ graceMs: 1_000 })
      .follow("a", { after: events.at(-1)?.position ?? "" });
    expect(await rejection(world.clock.until(follow.next()))).toBe("diverged");
  });

  it("is as patient with a second failover", async () => {
    const world = createWorld();
    const writer = await world.process().start("a");
    for (let n = 0; n < 8; n++) await writer.write(said(`${n}`));
    const reading = drain(world.streams.follow("a"));
    await world.clock.advance(100);
    for (let round = 0; round < 2; round++) {
      await world.forget(4);
      await world.clock.advance(20_000);
    }
    await writer.complete();
    const { events, error } = await world.clock.until(reading);
    expect(error).toBeNull();
    expect(offsets(events)).toEqual(upTo(10));
  });

  it("goes on, when the producer heals what a failover forgot", async () => {
    const world = createWorld();
    const writer = await world.process().start("a");
    for (let n = 0; n < 8; n++) await writer.write(said(`${n}`));
    const reading = drain(world.streams.follow("a"));
    await world.clock.advance(100);
    await world.forget(4);
    await world.clock.advance(5_000);
    await writer.complete();
    const { events, error } = await world.clock.until(reading);
    expect(error).toBeNull();
    expect(offsets(events)).toEqual(upTo(10));
  });

  it("the caller's own abort, with its reason, also while nothing comes", async () => {
    const world = createWorld();
    await world.streams.start("a");
    const abort = new AbortController();
    const follow = world.streams.follow("a", { signal: abort.signal });
    await follow.next();
    const next = follow.next();
    await world.clock.advance(10);
    const reason = new Error("tab closed");
    abort.abort(reason);
    await expect(next).rejects.toBe(reason);
    expect(await follow.ended).toEqual({ _tag: "aborted", reason });
    expect(await follow.next()).toEqual({ done: true, value: undefined });
  });

  it("the caller's own abort, with its reason, also between two pulls", async () => {
    const world = createWorld();
    await world.streams.start("a");
    const abort = new AbortController();
    const follow = world.streams.follow("a", { signal: abort.signal });
    await follow.next();
    const reason = new Error("tab closed");
    abort.abort(reason);
    await expect(follow.next()).rejects.toBe(reason);
    expect(await follow.next()).toEqual({ done: true, value: undefined });
  });

  it("store-unavailable, when it does not come back", async () => {
    const world = createWorld();
    await world.streams.start("a");
    const following = drain(world.streams.follow("a"));
    await world.clock.advance(10);
    world.weather.down = true;
    await world.clock.advance(80_000);
    expect(codeOf((await following).error)).toBe("store-unavailable");
  });

  it("a malformed position, one of another stream, and a hostile id are refused at once", async () => {
    const world = createWorld();
    await world.streams.run("a", () => {});
    const { meta } = await world.streams.read("a");
    expect(() => world.streams.follow("b", { after: meta.position })).toThrow(/another stream/);
    expect(() => world.streams.follow("a", { after: "nonsense" })).toThrow(/no position/);
    expect(() => world.streams.follow("a}{b")).toThrow(/no stream id/);
  });
});

describe("P10: dead producers are noticed", () => {
  it("within lease + grace + 1 s, exactly once, however many watch", async () => {
    const world = createWorld();
    const writer = await world.process({ idleMs: 1 }).start("a");
    await writer.write(said("x"));
    const died = world.clock.elapsed();
    const watching = Array.from({ length: 10 }, () => drain(world.process().follow("a")));
    for (const each of watching) {
      const { events } = await world.clock.until(each);
      expect(events.map(({ type }) => type)).toEqual(["started", "chunk", "failed"]);
      expect(events.at(-1)).toMatchObject({ code: "producer-lost" });
    }
    expect(world.clock.elapsed() - died).toBeLessThanOrEqual(15_000);
    expect(writer.signal.reason).toMatchObject({ code: "producer-lost" });
  });

  it("an outage longer than the lease kills no living producer (hole 10)", async () => {
    const world = createWorld();
    const writers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => world.process().start(`s${n}`)),
    );
    const following = writers.map((_, n) => drain(world.process().follow(`s${n}`)));
    await world.clock.advance(1_000);
    world.weather.down = true;
    await world.clock.advance(25_000);
    world.weather.down = false;
    await world.clock.advance(10_000);
    await Promise.all(writers.map((writer) => writer.complete()));
    for (const each of following) {
      const { events } = await world.clock.until(each);
      expect(events.at(-1)).toMatchObject({ type: "completed" });
    }
  });

  it("after a sign of life between two silences, the grace begins anew", async () => {
    const world = createWorld({ leaseMs: 1_000, graceMs: 4_000, heartbeatMs: 200 });
    const writer = await world.process({ idleMs: 1 }).start("a");
    const following = drain(world.streams.follow("a"));
    await world.clock.advance(1_200);
    await writer.write(said("still here"));
    const silent = world.clock.elapsed();
    const { events } = await world.clock.until(following);
    expect(events.at(-1)).toMatchObject({ code: "producer-lost" });
    expect(world.clock.elapsed() - silent).toBeLessThanOrEqual(6_000);
  });

  it("by a describe, when nobody follows", async () => {
    const world = createWorld();
    await world.process({ idleMs: 1 }).start("a");
    await world.clock.advance(11_000);
    expect((await world.streams.describe("a")).status).toBe("stale");
    await world.clock.advance(4_000);
    expect((await world.streams.describe("a")).status).toBe("failed");
  });
});

describe("P11: recreation is visible", () => {
  it("to a live reader, and to one with a position of the earlier life", async () => {
    const world = createWorld();
    await (await world.process({ idleMs: 1 }).start("a")).write(said("old"));
    const live = world.streams.follow("a");
    await live.next();
    const { value } = await live.next();
    await world.clock.advance(11_000);
    await world.process().run("a", (run) => void run.write(said("new")));
    const rest = await world.clock.until(drain(live));
    expect(rest.events.map(({ type, reset }) => [type, reset])).toEqual([
      ["started", true],
      ["chunk", undefined],
      ["completed", undefined],
    ]);
    const late = world.streams.follow("a", { after: value?.position ?? "" });
    const states: string[] = [];
    for await (const text of foldStream(
      late,
      textOf<Said>(({ content }) => content),
    )) {
      states.push(text);
    }
    expect(states.at(-1)).toBe("new");
  });
});

describe("patience", () => {
  it("is what was asked for, also where the adapter would wait for longer", async () => {
    const world = createWorld({ commandTimeoutMs: 1_000 });
    const { store, notifier, catalogue } = world.adapter;
    const mute = { ...store, append: () => new Promise<never>(() => {}) };
    const streams = createStreams({
      ...{ store: mute, notifier, catalogue, close: async () => {} },
      clock: world.clock,
      commandTimeoutMs: 1_000,
    });
    const before = world.clock.elapsed();
    expect(await rejection(world.clock.until(streams.start("a")))).toBe("store-unavailable");
    expect(world.clock.elapsed() - before).toBeLessThanOrEqual(1_100);
  });

  it("a reader that is ahead of its hub waits for it, and does not ask again and again", async () => {
    const world = createWorld();
    world.weather.notices = () => [];
    const writer = await world.process().start("a");
    const slow = drain(world.streams.follow("a"));
    await world.clock.advance(10);
    await writer.write(said("x"));
    const { reads } = world.counts;
    const quick = drain(world.streams.follow("a"));
    await world.clock.advance(1_000);
    expect(world.counts.reads - reads).toBeLessThan(10);
    await writer.complete();
    await world.clock.until(Promise.all([slow, quick]));
  });
});

describe("P12, P13, P14: what followers cost", () => {
  it("a reader that is slow is detached, reads pages at its own pace, and misses nothing", async () => {
    const world = createWorld({ pageEvents: 10, ringEvents: 8 });
    const running = produce(world, "a", 200, 10);
    const slow = world.streams.follow("a");
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { offset } of slow) {
        seen.push(offset);
        await new Promise<void>(
          (resolve) => void world.clock.after(offset === 50 ? 12_000 : 30, resolve),
        );
      }
    })();
    await world.clock.until(running);
    await world.clock.until(reading);
    expect(seen).toEqual(upTo(202));
  });

  it("a generator that is abandoned leaves no subscription and no timer", async () => {
    const world = createWorld();
    const writer = await world.process().start("a");
    await world.clock.advance(100);
    const timers = world.clock.timers();
    const heard = world.counts.subscriptions;
    const abort = new AbortController();
    let listeners = 0;
    const add = abort.signal.addEventListener.bind(abort.signal);
    const remove = abort.signal.removeEventListener.bind(abort.signal);
    abort.signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    };
    abort.signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--;
      remove(...args);
    };
    const follow = world.streams.follow("a", { signal: abort.signal });
    await follow.next();
    // Live only once it has caught up.
    expect([world.counts.subscriptions, listeners]).toEqual([heard, 1]);
    const second = follow.next();
    await writer.write(said("x"));
    await second;
    expect([world.counts.subscriptions, listeners]).toEqual([heard + 1, 1]);
    await world.clock.advance(20_000);
    expect([world.counts.subscriptions, listeners]).toEqual([heard, 0]);
    expect(world.clock.timers()).toBe(timers);
    await writer.complete();
    const { events } = await drain(follow);
    expect(offsets(events)).toEqual([3]);
  });

  it("who comes after the end needs no subscription, and one look", async () => {
    const world = createWorld();
    await world.process().run("a", (run) => void run.write(said("x")));
    const { subscribes, reads } = world.counts;
    const { events } = await drain(world.streams.follow("a"));
    expect(offsets(events)).toEqual([1, 2, 3]);
    const again = world.streams.follow("a", { after: events.at(-1)?.position });
    expect((await drain(again)).events).toEqual([]);
    expect([world.counts.subscribes, world.counts.reads]).toEqual([subscribes, reads + 2]);
  });

  it.each(["live", "ended"])(
    "who stops after the first of a page holds nothing: %s",
    async (how) => {
      const world = createWorld();
      const writer = await world.process().start("a");
      for (let n = 0; n < 9; n++) await writer.write(said(`${n} `));
      if (how === "ended") await writer.complete();
      await world.clock.advance(100);
      const [timers, heard] = [world.clock.timers(), world.counts.subscriptions];
      const follow = world.streams.follow("a");
      await follow.next();
      expect(world.clock.timers()).toBe(timers + 1);
      await world.clock.advance(20_000);
      expect([world.clock.timers(), world.counts.subscriptions]).toEqual([timers, heard]);
      if (how === "live") await writer.complete();
      expect(offsets((await drain(follow)).events)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    },
  );

  it.each(["abort", "close"])("who has the first page at hand is told at once: %s", async (how) => {
    const world = createWorld();
    await world.process().run("a", (run) => void run.write(said("x")));
    const abort = new AbortController();
    const follow = world.streams.follow("a", { signal: abort.signal });
    await follow.next();
    if (how === "abort") abort.abort(new Error("left"));
    else await world.streams.close();
    expect((await follow.ended)._tag).toBe(how === "abort" ? "aborted" : "error");
  });

  it("an abort at any turn of the queue ends a follower that resumes at the live head", async () => {
    for (let turns = 0; turns < 30; turns++) {
      const world = createWorld();
      const writer = await world.process().start("a");
      const after = await writer.write(said("x"));
      const abort = new AbortController();
      const follow = world.streams.follow("a", { after, signal: abort.signal });
      const next = follow.next().catch((error: Error) => error.message);
      for (let turn = 0; turn < turns; turn++) await null;
      abort.abort(new Error("left"));
      expect(await next, `after ${turns} turns`).toBe("left");
    }
  });

  it("a slow reader notices a dead producer in time (P10)", async () => {
    const world = createWorld({ leaseMs: 1_000, graceMs: 400, heartbeatMs: 200, idleMs: 1 });
    const writer = await world.process().start("a");
    for (let n = 0; n < 50; n++) await writer.write(said(`${n}`));
    // It gives no more signs of life.
    const follow = world.streams.follow("a");
    let declared = Number.NaN;
    for (let ms = 0; ms < 3_000 && Number.isNaN(declared); ms += 100) {
      await follow.next();
      await world.clock.advance(100);
      const { head } = await world.adapter.store.head("a" as StreamId);
      if (head?.terminal === "failed") declared = ms;
    }
    expect(declared).toBeLessThanOrEqual(2_400);
  });

  it.each([
    ["has not reached the head", { pageEvents: 4 }, 6],
    ["had to look at the store for each event", {}, 22],
  ])(
    "a generator is abandoned that %s, while much is written: it is let go",
    async (_, settings, pulls) => {
      const world = createWorld(settings);
      world.weather.notices = (notice) => {
        if (notice._tag !== "appended") return [notice];
        const { entries: __, ...bare } = notice;
        return [bare];
      };
      const writer = await world.process().start("a");
      for (let n = 0; n < 20; n++) await writer.write(said(`${n}`));
      const subscribed = world.counts.subscriptions;
      const follow = world.streams.follow("a");
      for (let n = 0; n < pulls; n++) {
        const next = follow.next();
        if (n === 21) await writer.write(said("live"));
        await next;
      }
      for (let n = 0; n < 150; n++) {
        await writer.write(said("more"));
        await world.clock.advance(100);
      }
      expect(world.counts.subscriptions).toBe(subscribed);
      const { offset } = (await follow.next()).value ?? {};
      expect(offset).toBe(pulls + 1);
      await follow.return();
    },
  );

  it.each(["return", "abort", "terminal", "close"] as const)(
    "%s releases everything",
    async (how) => {
      const world = createWorld();
      const writer = await world.process().start("a");
      const before = world.clock.timers();
      const subscribed = world.counts.subscriptions;
      const abort = new AbortController();
      const follow = world.streams.follow("a", { signal: abort.signal });
      await follow.next();
      const pending = follow.next().catch(codeOf);
      await world.clock.advance(5);
      if (how === "return") await follow.return();
      if (how === "abort") abort.abort(new Error("left"));
      if (how === "close") await world.streams.close();
      if (how === "terminal") await writer.complete();
      await world.clock.advance(5);
      const first = await pending;
      if (how === "close") expect(first).toBe("closed");
      if (how === "return") expect(first).toEqual({ done: true, value: undefined });
      expect(world.counts.subscriptions).toBe(how === "terminal" ? 0 : subscribed);
      // The writer's heartbeat is over too; the store's own timer, for expiry, stays.
      expect(world.clock.timers()).toBe(how === "terminal" ? 1 : before);
    },
  );

  it("a thousand followers of one stream cost the store what one costs", async () => {
    const world = createWorld();
    const writer = await world.process().start("a");
    const readings = Array.from({ length: 1_000 }, () => drain(world.streams.follow("a")));
    await world.clock.advance(10);
    const { reads, subscriptions } = world.counts;
    expect(subscriptions).toBe(2);
    for (let n = 0; n < 50; n++) await writer.write(said(`${n}`));
    await writer.complete();
    for (const reading of readings) expect((await reading).events).toHaveLength(52);
    expect(world.counts.reads - reads).toBeLessThanOrEqual(1);
  });

  it("concurrent pulls are answered in order, also with a pull from within an answer", async () => {
    const world = createWorld();
    await world.streams.run("a", (run) => void run.write(said("x")));
    const follow = world.streams.follow("a");
    const seen: string[] = [];
    const pull = (name: string) =>
      follow.next().then(({ value }) => {
        seen.push(`${name}:${value?.offset}`);
      });
    const first = follow.next().then(({ value }) => {
      seen.push(`1:${value?.offset}`);
      return pull("4");
    });
    await Promise.all([first, pull("2"), pull("3")]);
    expect(seen.sort()).toEqual(["1:1", "2:2", "3:3", "4:undefined"]);
  });

  it("leaving while the subscription is tried again leaves nothing", async () => {
    const world = createWorld();
    await world.process().start("a");
    await world.clock.advance(100);
    const timers = world.clock.timers();
    const heard = world.counts.subscriptions;
    world.weather.deaf = true;
    const follow = world.streams.follow("a");
    await follow.next();
    const next = follow.next();
    await world.clock.advance(10);
    await follow.return();
    world.weather.deaf = false;
    await world.clock.advance(100);
    expect(await next).toEqual({ done: true, value: undefined });
    expect(world.counts.subscriptions).toBe(heard);
    expect(world.clock.timers()).toBe(timers);
  });

  it("concurrent pulls are answered in order", async () => {
    const world = createWorld();
    await world.streams.run("a", (run) => void run.write(said("x")));
    const follow = world.streams.follow("a");
    const steps = await Promise.all([follow.next(), follow.next(), follow.next(), follow.next()]);
    expect(steps.map(({ value }) => value?.offset)).toEqual([1, 2, 3, undefined]);
  });

  it("its functions may be taken from it", async () => {
    const world = createWorld();
    await world.streams.run("a", (run) => void run.write(said("x")));
    const { next, return: leave, ended } = world.streams.follow("a");
    expect((await next()).value).toMatchObject({ type: "started" });
    expect(await leave()).toEqual({ done: true, value: undefined });
    expect(await next()).toEqual({ done: true, value: undefined });
    expect(await ended).toEqual({ _tag: "left" });
  });

  it("tells how it ended whenever it is asked, by one promise", async () => {
    const world = createWorld();
    await world.streams.run("a", () => {});
    const early = world.streams.follow("a");
    const { ended } = early;
    const late = world.streams.follow("a");
    const [{ events }] = await Promise.all([drain(early), drain(late)]);
    expect(await ended).toEqual({ _tag: "completed", event: events.at(-1) });
    expect(early.ended).toBe(ended);
    expect(await late.ended).toEqual({ _tag: "completed", event: events.at(-1) });
    expect(late.ended).toBe(late.ended);
  });

  it("is a ReadableStream too", async () => {
    const world = createWorld();
    await world.streams.run("a", (run) => void run.write(said("x")));
    const seen: string[] = [];
    await world.streams
      .follow("a")
      .readable.pipeTo(new WritableStream({ write: (event) => void seen.push(event.type) }));
    expect(seen).toEqual(["started", "chunk", "completed"]);
  });
});

describe("closing", () => {
  it("tells a follower that nobody pulls", async () => {
    const world = createWorld();
    const writer = await world.process().start("a");
    const follow = world.streams.follow("a");
    await follow.next();
    const second = follow.next();
    await writer.write(said("x"));
    await second;
    await world.streams.close();
    expect(await follow.ended).toMatchObject({ _tag: "error", error: { code: "closed" } });
    expect(await rejection(follow.next())).toBe("closed");
    expect(await follow.next()).toEqual({ done: true, value: undefined });
  });

  it("fails what is still written as abandoned, and refuses what comes after", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    await writer.write(said("x"));
    await world.streams.close();
    expect(await rejection(world.streams.start("b"))).toBe("closed");
    expect(() => world.streams.follow("a")).toThrow(/closed/);
    const { events } = await world.process().read("a");
    expect(events.at(-1)).toMatchObject({ type: "failed", code: "abandoned" });
    // The store's own timer, for expiry, is all there is left.
    expect(world.clock.timers()).toBe(1);
    expect(world.counts.subscriptions).toBe(0);
  });
});
