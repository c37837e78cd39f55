import { createStreams, type Head, type StreamId, unchanged } from "@segno/core";
import { describe, expect, it } from "vitest";
import { ulid } from "../support/given.ts";
import { createWorld, drain, rejection, type Said, said } from "./world.ts";

const id = "a" as StreamId;

type World = ReturnType<typeof createWorld>;

/** A start that was stored, and whose reply was lost: the life that it began, before it is tried again. */
const inDoubt = async (world: World, before?: Head) => {
  // What has ended is met by the first append, and replaced by the second.
  world.weather.appendMs = 10;
  const starting = world.streams.start(id);
  starting.catch(() => {});
  await world.clock.advance(before ? 15 : 5);
  world.weather.loseReplies = 1;
  await world.clock.advance(10);
  expect(world.weather.loseReplies).toBe(0);
  world.weather.appendMs = 0;
  const { head } = await world.adapter.store.head(id);
  if (!head || head.incarnation === before?.incarnation) throw new Error("nothing was begun");
  return { starting, head };
};

const ended = async (world: World): Promise<Head> => {
  await world.streams.run(id, (run) => void run.write(said("old")));
  await world.clock.advance(1_000);
  const { head } = await world.adapter.store.head(id);
  return head as Head;
};

describe("a start whose reply was lost", () => {
  it("is recognised by its producer: one life, which is new", async () => {
    const world = createWorld();
    const { starting, head } = await inDoubt(world);
    const writer = await world.clock.until(starting);
    expect([writer.began, writer.incarnation]).toEqual(["new", head.incarnation]);
    await writer.write(said("x"));
    expect((await world.streams.read(id)).content).toBe("x");
  });

  it("says so where it had begun an ended stream anew", async () => {
    const world = createWorld();
    const { starting, head } = await inDoubt(world, await ended(world));
    const writer = await world.clock.until(starting);
    expect([writer.began, writer.incarnation]).toEqual(["recreated", head.incarnation]);
    await writer.write(said("new"));
    expect((await world.streams.read(id)).content).toBe("new");
  });

  it("begins a life of its own where the first was removed meanwhile, so that no position is used twice", async () => {
    const world = createWorld();
    const { starting, head } = await inDoubt(world);
    const first = await world.streams.describe(id);
    await world.streams.stop(id);
    await world.streams.remove(id);
    const writer = await world.clock.until(starting);
    expect(writer.began).toBe("new");
    expect(writer.incarnation).not.toBe(head.incarnation);
    expect(writer.position).not.toBe(first.position);

    await writer.write(said("again"));
    await writer.complete();
    // Who had read the first life is told that this is another one.
    const { events } = await drain(world.streams.follow(id, { after: first.position }));
    expect(events.map((event) => [event.type, "reset" in event])).toEqual([
      ["started", true],
      ["chunk", false],
      ["completed", false],
    ]);
  });

  it("does so too where it had begun an ended stream anew", async () => {
    const world = createWorld();
    const before = await ended(world);
    const { starting, head } = await inDoubt(world, before);
    await world.streams.remove(id);
    const writer = await world.clock.until(starting);
    expect(writer.began).toBe("new");
    expect([before.incarnation, head.incarnation]).not.toContain(writer.incarnation);
  });

  it("has lost its stream where another took it over before it heard of it", async () => {
    const world = createWorld();
    const { starting, head } = await inDoubt(world);
    const takeOver = { ...head, producer: ulid("XXX") };
    await world.adapter.store.append(id, { entries: [], takeOver }, unchanged(head));
    expect(await rejection(world.clock.until(starting))).toBe("stream-active");
  });
});

describe("a removal whose reply was lost", () => {
  it("is done, and leaves the life that began since", async () => {
    const world = createWorld();
    await world.streams.run(id, () => {});
    world.weather.loseReplies = 1;
    const removing = world.streams.remove(id);
    await world.clock.advance(0);
    const next = await world.process().start(id);
    expect(await world.clock.until(removing)).toBe(undefined);
    await next.write(said("lives"));
    expect((await world.streams.read(id)).content).toBe("lives");
  });
});

describe("a store that is broken", () => {
  it("and throws where it should reject is tried again like any other", async () => {
    const world = createWorld();
    const { store } = world.adapter;
    let throws = 2;
    const append: typeof store.append = (id, batch, expected) => {
      if (batch.entries.length > 0 && !batch.start && throws-- > 0) throw new Error("odd");
      return store.append(id, batch, expected);
    };
    const streams = createStreams<Said>({
      ...world.adapter,
      store: { ...store, append },
      clock: world.clock,
    });
    const writer = await streams.start("a");
    const written = writer.write(said("x"));
    await world.clock.advance(1_000);
    expect(await written).toBe(writer.position);
  });

  it("is named by the innermost reason, also where there was no time for another try", async () => {
    const world = createWorld();
    const refused = new Error("connect ECONNREFUSED 127.0.0.1:6379");
    let tries = 0;
    const append = (): Promise<never> =>
      tries++ === 0 ? Promise.reject(new Error("down", { cause: refused })) : new Promise(() => {});
    const streams = createStreams<Said>({
      ...world.adapter,
      store: { ...world.adapter.store, append },
      clock: world.clock,
    });
    const starting = streams.start("a").catch((error: unknown) => error);
    await world.clock.advance(20_000);
    expect(await starting).toMatchObject({
      code: "store-unavailable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
    expect(tries).toBe(2);
  });
});
