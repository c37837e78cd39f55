import { describe, expect, it } from "vitest";
import { createWorld, drain, rejection, said } from "./world.ts";

const content = async (world: ReturnType<typeof createWorld>, id: string) =>
  (await world.process().read(id)).content;

describe("P1: one writer", () => {
  it("of many concurrent starts exactly one wins, and the others are told why", async () => {
    const world = createWorld();
    const starts = Array.from({ length: 20 }, () => world.process().start("a"));
    const settled = await Promise.allSettled(starts);
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const codes = await Promise.all(starts.map(rejection));
    expect(codes.filter((code) => code === "stream-active")).toHaveLength(19);
  });

  it("an ended stream begins a new incarnation", async () => {
    const world = createWorld();
    await world.streams.run("a", (run) => void run.write(said("old")));
    await world.clock.advance(10);
    const writer = await world.streams.start("a");
    expect(writer.began).toBe("recreated");
    await writer.write(said("new"));
    expect(await content(world, "a")).toBe("new");
  });

  it("a stale stream begins anew by default, and is gone on with where asked", async () => {
    const world = createWorld();
    const dead = await world.process({ idleMs: 1 }).start("a");
    await dead.write(said("one "));
    world.weather.down = true;
    await world.clock.advance(11_000);
    world.weather.down = false;
    const writer = await world.streams.start("a", { ifStale: "take-over" });
    expect(writer.began).toBe("taken-over");
    expect(writer.incarnation).toBe(dead.incarnation);
    await writer.write(said("two"));
    expect(await content(world, "a")).toBe("one two");

    const other = createWorld();
    await (await other.process({ idleMs: 1 }).start("a")).write(said("lost"));
    await other.clock.advance(11_000);
    const anew = await other.streams.start("a");
    expect(anew.began).toBe("recreated");
    await anew.complete();
    expect(await content(other, "a")).toBe("");
  });

  it("a start whose reply was lost recognises its own", async () => {
    const world = createWorld();
    world.weather.loseReplies = 2;
    const starting = world.streams.start("a");
    const writer = await world.clock.until(starting);
    await writer.write(said("x"));
    const { events } = await world.streams.read("a");
    expect(events.map(({ type }) => type)).toEqual(["started", "chunk"]);
  });

  it("a takeover whose reply was lost recognises its own", async () => {
    const world = createWorld();
    await (await world.process({ idleMs: 1 }).start("a")).write(said("x"));
    await world.clock.advance(11_000);
    world.weather.loseReplies = 1;
    const writer = await world.clock.until(world.streams.start("a", { ifStale: "take-over" }));
    expect(writer.began).toBe("taken-over");
    await writer.write(said("y"));
    expect(await content(world, "a")).toBe("xy");
  });

  it("supersedes nothing that began after it asked (hole 8)", async () => {
    const world = createWorld();
    world.weather.down = true;
    const late = world.process().start("a");
    await world.clock.advance(3_000);
    world.weather.down = false;
    await world.process().run("a", (run) => void run.write(said("Y's answer")));
    expect(await rejection(world.clock.until(late))).toBe("superseded");
    expect(await content(world, "a")).toBe("Y's answer");
  });

  it("nor where the store's clock went back meanwhile", async () => {
    const world = createWorld();
    world.weather.down = true;
    const late = world.process().start("a");
    await world.clock.advance(3_000);
    world.weather.down = false;
    await world.process().run("a", (run) => void run.write(said("Y's answer")));
    world.clock.jump(-60_000);
    expect(await rejection(world.clock.until(late))).toBe("superseded");
    expect(await content(world, "a")).toBe("Y's answer");
  });

  it("begins an ended stream anew though the store's clock went back since", async () => {
    const world = createWorld();
    await world.streams.run("a", async (run) => {
      await run.write(said("old"));
      await world.clock.advance(1_000);
    });
    world.clock.jump(-60_000);
    expect((await world.streams.start("a")).began).toBe("recreated");
  });
});

describe("P2: fenced", () => {
  it("after a takeover nothing of the old producer is stored, and it is told", async () => {
    const world = createWorld();
    const old = await world.process({ idleMs: 1 }).start("a");
    await old.write(said("one "));
    await world.clock.advance(11_000);
    const writer = await world.streams.start("a", { ifStale: "take-over" });
    await world.clock.advance(0);
    expect(await rejection(old.write(said("late")))).toBe("fenced");
    expect(old.signal.reason).toMatchObject({ code: "fenced" });
    expect(await rejection(old.ready)).toBe("fenced");
    expect(await rejection(old.complete())).toBe("fenced");
    await writer.write(said("two"));
    await writer.complete();
    expect(await content(world, "a")).toBe("one two");
  });
});

describe("P3: exactly once", () => {
  it("every batch whose reply is lost is stored once", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    const texts = Array.from({ length: 60 }, (_, n) => `${n} `);
    for (const [n, text] of texts.entries()) {
      if (n % 3 === 0) world.weather.loseReplies = 1;
      const written = writer.write(said(text));
      await world.clock.until(written);
    }
    world.weather.loseReplies = 1;
    const ended = await world.clock.until(writer.complete());
    expect(ended).toMatchObject({ terminal: "completed", mine: true });
    expect(await content(world, "a")).toBe(texts.join(""));
  });

  it("a lost reply, then a stop: durable writes resolve, the others reject (hole 11)", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    await world.clock.advance(0);
    world.weather.loseReplies = 1;
    const stored = writer.write(said("stored"));
    await Promise.resolve();
    await Promise.resolve();
    await world.process().stop("a");
    const never = writer.write(said("never"));
    await world.clock.advance(1_000);
    await expect(stored).resolves.toMatch(/\.2$/);
    expect(await rejection(never)).toBe("stopped");
    expect(await content(world, "a")).toBe("stored");
  });
});

describe("P5: stop is an event", () => {
  it("fires the signal at once, and nothing more is stored", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    await writer.write(said("x"));
    const ended = await world.process().stop("a", { by: "user-7", reason: "enough" });
    expect(ended).toMatchObject({ terminal: "stopped", mine: true });
    await world.clock.advance(0);
    expect(writer.signal.reason).toMatchObject({ code: "stopped" });
    expect(await rejection(writer.write(said("y")))).toBe("stopped");
    expect(await writer.complete()).toMatchObject({ terminal: "stopped", mine: false });
    const { events } = await world.streams.read("a");
    expect(events.at(-1)).toMatchObject({ type: "stopped", by: "user-7", reason: "enough" });
  });

  it("reaches a producer whose subscription was not up yet (hole 17), and one that hears nothing", async () => {
    const world = createWorld();
    world.weather.deaf = true;
    const writer = await world.streams.start("a");
    await world.process().stop("a");
    await world.clock.advance(10);
    expect(writer.signal.aborted).toBe(false);
    world.weather.deaf = false;
    await world.clock.advance(100);
    expect(writer.signal.aborted).toBe(true);

    const deaf = createWorld();
    deaf.weather.notices = () => [];
    const second = await deaf.streams.start("a");
    await deaf.clock.advance(10);
    await deaf.process().stop("a");
    await deaf.clock.advance(2_000);
    expect(second.signal.aborted).toBe(true);
  });

  it("whose reply was lost never ends a later life (hole 3)", async () => {
    const world = createWorld();
    await world.streams.start("a");
    await world.clock.advance(0);
    world.weather.loseReplies = 1;
    const stopping = world.process().stop("a");
    await world.clock.advance(0);
    const next = await world.process().start("a");
    expect(await rejection(world.clock.until(stopping))).toBe("superseded");
    await world.clock.advance(0);
    expect(next.signal.aborted).toBe(false);
    await next.write(said("lives"));
    expect(await content(world, "a")).toBe("lives");
  });

  it("on an ended stream says which terminal stands, and on none, that there is none", async () => {
    const world = createWorld();
    await world.streams.run("a", () => {});
    expect(await world.streams.stop("a")).toMatchObject({ terminal: "completed", mine: false });
    expect(await rejection(world.streams.stop("nothing"))).toBe("not-found");
  });
});

describe("P6: errors surface", () => {
  it("a source that throws ends the stream as failed, without a stack", async () => {
    const world = createWorld();
    const boom = Object.assign(new Error("model overloaded"), { code: "overloaded" });
    await expect(
      world.streams.run("a", async (run) => {
        await run.write(said("so far"));
        throw boom;
      }),
    ).rejects.toBe(boom);
    const { events } = await world.streams.read("a");
    expect(events.at(-1)).toMatchObject({
      type: "failed",
      code: "overloaded",
      message: "model overloaded",
    });
    expect(JSON.stringify(events)).not.toContain("writer.test");
  });

  it("start rejects when the store does not answer", async () => {
    const world = createWorld();
    world.weather.down = true;
    expect(await rejection(world.clock.until(world.streams.start("a")))).toBe("store-unavailable");
  });

  it("what could not be made durable rejects write, ready and complete", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    await writer.write(said("x"));
    world.weather.down = true;
    const never = writer.write(said("y"));
    await world.clock.advance(61_000);
    expect(await rejection(never)).toBe("store-unavailable");
    expect(await rejection(writer.ready)).toBe("store-unavailable");
    expect(await rejection(writer.complete())).toBe("store-unavailable");
    expect(writer.signal.reason).toMatchObject({ code: "store-unavailable" });
    expect(writer.desiredSize).toBeNull();
  });

  it("an outage that ends is healed, and nobody hears of it", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    world.weather.down = true;
    const written = writer.write(said("y"));
    await world.clock.advance(30_000);
    world.weather.down = false;
    await world.clock.until(written);
    expect(await content(world, "a")).toBe("y");
  });

  it("a payload that its schema refuses fails its own write alone", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    expect(await rejection(writer.write({ content: 7 } as never))).toBe("invalid-payload");
    expect(await rejection(writer.write(said("x".repeat(262_145))))).toBe("too-large");
    await writer.write(said("fine"));
    await writer.complete();
    expect(await content(world, "a")).toBe("fine");
  });

  it("a writer that is let go fails its stream as abandoned", async () => {
    const world = createWorld();
    {
      await using writer = await world.streams.start("a");
      await writer.write(said("x"));
    }
    const { events } = await world.streams.read("a");
    expect(events.at(-1)).toMatchObject({ type: "failed", code: "abandoned" });
  });
});

describe("P7: back-pressure", () => {
  it("what run hands over may be taken apart", async () => {
    const world = createWorld();
    const ended = await world.streams.run("a", async ({ write, ready, signal, streamId }) => {
      await ready;
      await write(said(`${streamId} ${signal.aborted}`));
    });
    expect(ended.terminal).toBe("completed");
    expect(await content(world, "a")).toBe("a false");
  });

  it("holds a producer back at the window, and memory stays bounded", async () => {
    const world = createWorld({ windowEvents: 100 });
    world.weather.appendMs = 50;
    let written = 0;
    const running = world.streams.run("a", async (run) => {
      for (; written < 2_000; written++) {
        await run.ready;
        run.write(said(`${written} `));
        expect(run.desiredSize).toBeGreaterThanOrEqual(0);
      }
    });
    await world.clock.advance(60);
    expect(written).toBeLessThanOrEqual(300);
    await world.clock.until(running);
    expect(Math.max(...world.counts.batches)).toBeLessThanOrEqual(100);
    expect((await world.streams.read("a")).chunks).toBe(2_000);
  });

  it("sends what is written in one turn as few batches, though each write awaits ready", async () => {
    const world = createWorld();
    await world.streams.run("a", async (run) => {
      for (let n = 0; n < 1_000; n++) {
        await run.ready;
        run.write(said(`${n} `));
      }
    });
    expect(world.counts.batches.reduce((sum, size) => sum + size)).toBe(1_002);
    expect(world.counts.batches.length).toBeLessThanOrEqual(8);
    expect((await world.streams.read("a")).chunks).toBe(1_000);
  });

  it("gathers no more than a batch", async () => {
    const world = createWorld();
    let first = 0;
    await world.streams.run("a", async (run) => {
      for (let n = 0; n < 3_000; n++) {
        await run.ready;
        run.write(said(`${n} `));
        if (world.counts.batches.includes(256)) first ||= n;
      }
    });
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(300);
  });

  it("makes a lone write wait for no other", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    writer.write(said("x"));
    await null;
    expect(world.counts.batches).toEqual([1, 1]);
  });

  it("a producer that never waits fails its stream past the bound", async () => {
    const world = createWorld({ windowBytes: 10_000, overflowBytes: 10_000 });
    const open = await world.streams.start("a");
    world.weather.appendMs = 1_000;
    const writes = Array.from({ length: 50 }, () => open.write(said("x".repeat(1_000))));
    expect(await rejection(writes.at(-1) as Promise<unknown>)).toBe("overflow");
    expect(await rejection(open.ready)).toBe("overflow");
    expect(await rejection(open.complete())).toBe("overflow");
    expect(open.signal.reason).toMatchObject({ code: "overflow" });
    await world.clock.advance(5_000);
    const { events } = await world.streams.read("a");
    expect(events.at(-1)).toMatchObject({ type: "failed", code: "overflow" });
  });
});

describe("what a failover forgot", () => {
  it("is sent again by the producer that still holds it", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    for (let n = 0; n < 10; n++) await writer.write(said(`${n}`));
    await world.forget(4);
    await writer.write(said("!"));
    await writer.complete();
    expect(await content(world, "a")).toBe("0123456789!");
  });

  it("ends the stream as failed when it is no longer held (hole 15)", async () => {
    const world = createWorld({ tailMs: 100 });
    const writer = await world.streams.start("a");
    for (let n = 0; n < 10; n++) await writer.write(said(`${n}`));
    await world.clock.advance(1_000);
    await writer.write(said("x"));
    await world.forget(4);
    expect(await rejection(writer.write(said("!")))).toBe("lost-writes");
    const { events } = await world.streams.read("a");
    expect(events.at(-1)).toMatchObject({ type: "failed", code: "lost-writes" });
  });

  it("may be the writer's own takeover, which it then does again (hole 6)", async () => {
    const world = createWorld();
    await (await world.process({ idleMs: 1 }).start("a")).write(said("x"));
    await world.clock.advance(11_000);
    const writer = await world.streams.start("a", { ifStale: "take-over" });
    await writer.write(said("y"));
    await world.forget(3);
    await writer.write(said("z"));
    await writer.complete();
    expect(await content(world, "a")).toBe("xyz");
  });
});

describe("a store whose memory is full", () => {
  it("has no living producer declared lost, and goes on when there is room (hole 9)", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    const following = drain(world.process().follow("a"));
    await world.clock.advance(100);
    world.weather.full = true;
    const written = writer.write(said("x"));
    await world.clock.advance(40_000);
    expect((await world.streams.describe("a")).status).toBe("active");
    world.weather.full = false;
    await world.clock.until(written);
    await writer.complete();
    expect((await world.clock.until(following)).events.map(({ type }) => type)).toEqual([
      "started",
      "chunk",
      "completed",
    ]);
  });
});

describe("run", () => {
  const heeding = (run: { readonly signal: AbortSignal }) =>
    new Promise((_, reject) =>
      run.signal.addEventListener("abort", () => reject(run.signal.reason)),
    );

  it.each([
    ["heeds its signal", heeding],
    ["heeds nothing", () => new Promise(() => {})],
  ])("rejects when the streams are closed under a function that %s", async (_, produce) => {
    const world = createWorld();
    const running = rejection(world.streams.run("a", produce));
    await world.clock.advance(10);
    await world.streams.close();
    expect(await running).toBe("abandoned");
  });

  it("rejects when its function writes past all bounds and returns", async () => {
    const world = createWorld({ windowBytes: 1_000, overflowBytes: 1_000 });
    const running = world.streams.run("a", (run) => {
      for (let n = 0; n < 20; n++) run.write(said("x".repeat(1_000)));
    });
    expect(await rejection(running)).toBe("overflow");
  });

  it.each([
    ["heeds its signal", heeding],
    ["heeds nothing", () => new Promise(() => {})],
  ])("resolves to the stop, when its function %s", async (_, produce) => {
    const world = createWorld();
    const running = world.streams.run("a", produce);
    await world.clock.advance(10);
    await world.process().stop("a");
    expect(await world.clock.until(running)).toMatchObject({ terminal: "stopped", mine: false });
  });

  it("rejects with what its function threw, also when the store is gone by then", async () => {
    const world = createWorld();
    const boom = new Error("boom");
    const running = world.streams.run("a", () => {
      world.weather.down = true;
      throw boom;
    });
    const settled = running.catch((error) => error);
    expect(await world.clock.until(settled)).toBe(boom);
  });
});

describe("the old producer never heard of a takeover that a failover forgot", () => {
  const forgotten = async () => {
    const world = createWorld();
    const old = await world.process({ idleMs: 1 }).start("a");
    await old.write(said("a1 "));
    await world.clock.advance(11_000);
    world.weather.notices = () => [];
    const heir = await world.process().start("a", { ifStale: "take-over" });
    await world.clock.advance(1);
    return { world, old, heir };
  };

  it("and wrote on: the heir is fenced, and none of its writes is said to be stored", async () => {
    const { world, old, heir } = await forgotten();
    await world.forget(2);
    await old.write(said("a2 "));
    await old.write(said("a3 "));
    const writes = Array.from({ length: 300 }, (_, n) => heir.write(said(`b${n} `)));
    const outcomes = await Promise.all(writes.map(rejection));
    expect(new Set(outcomes)).toEqual(new Set(["fenced"]));
    await old.complete();
    expect(await content(world, "a")).toBe("a1 a2 a3 ");
  });

  it("and took the place of what the heir had stored: its loss is told", async () => {
    const { world, old, heir } = await forgotten();
    await heir.write(said("b1 "));
    await world.forget(2);
    await old.write(said("a2 "));
    expect(await rejection(heir.write(said("b2 ")))).toBe("lost-writes");
    expect(await rejection(heir.complete())).toBe("lost-writes");
    await old.complete();
    expect(await content(world, "a")).toBe("a1 a2 ");
  });
});

describe("closing under a writer", () => {
  it("lets a completion that is under way finish", async () => {
    const world = createWorld();
    world.weather.appendMs = 50;
    const starting = world.streams.start("a");
    const writer = await world.clock.until(starting);
    const writes = Array.from({ length: 600 }, (_, n) => writer.write(said(`${n} `)));
    const completing = writer.complete();
    await world.clock.until(world.streams.close());
    await Promise.all(writes);
    expect(await completing).toMatchObject({ terminal: "completed", mine: true });
    expect((await world.process().read("a")).chunks).toBe(600);
  });

  it("waits for a start that is under way, and lets go of what it began", async () => {
    const world = createWorld();
    world.weather.appendMs = 50;
    const starting = rejection(world.streams.start("a"));
    await Promise.resolve();
    await world.clock.until(world.streams.close());
    expect(await starting).toBe("closed");
    expect((await world.process().read("a")).meta.status).toBe("failed");
  });
});

describe("how a start meets a stream that is there", () => {
  it("refuses an ended or a stale one where asked", async () => {
    const world = createWorld();
    await world.streams.run("a", (run) => void run.write(said("kept")));
    expect(await rejection(world.streams.start("a", { ifEnded: "refuse" }))).toBe("ended");
    expect(await content(world, "a")).toBe("kept");
    await (await world.process({ idleMs: 1 }).start("b")).write(said("x"));
    await world.clock.advance(11_000);
    expect(await rejection(world.streams.start("b", { ifStale: "refuse" }))).toBe("stream-active");
  });
});

describe("a leaked writer", () => {
  it("is silent after its idle cap, so that it is declared lost (hole 18)", async () => {
    const world = createWorld({ idleMs: 20_000 });
    await (await world.streams.start("a")).write(said("x"));
    const following = drain(world.streams.follow("a"));
    await world.clock.advance(15_000);
    expect((await world.streams.describe("a")).status).toBe("active");
    const { events } = await world.clock.until(following);
    expect(events.at(-1)).toMatchObject({ type: "failed", code: "producer-lost" });
  });

  it("is not one whose function still waits for its source", async () => {
    const world = createWorld({ idleMs: 20_000 });
    let release = (): void => {};
    const source = new Promise<void>((resolve) => {
      release = resolve;
    });
    const running = world.streams.run("a", () => source);
    await world.clock.advance(300_000);
    expect((await world.streams.describe("a")).status).toBe("active");
    release();
    expect(await world.clock.until(running)).toMatchObject({ terminal: "completed" });
  });
});
