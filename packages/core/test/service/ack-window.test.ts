import {
  type AckWindowOptions,
  type Clock,
  createStreams,
  type Incarnation,
  parseReaderId,
  parseStreamId,
  type ReaderId,
  type StreamId,
} from "@segno/core";
import { describe, expect, test } from "vitest";
import { createWorld, rejection, type Said, said, type World } from "./world.ts";

const id = parseStreamId("answer") as StreamId;
const ann = parseReaderId("ann") as ReaderId;
const ackWindow = { reader: "ann", chunks: 2 };

/** A producer that has written all it may, and waits. */
const held = async (world: World, options: Partial<AckWindowOptions> = {}) => {
  const writer = await world.process().start(id, { ackWindow: { ...ackWindow, ...options } });
  const first = await writer.write(said("1"));
  const last = await writer.write(said("2"));
  let isReady = false;
  const ready = writer.ready.then(() => {
    isReady = true;
  });
  ready.catch(() => {});
  await world.clock.advance(0);
  expect([isReady, writer.desiredSize]).toEqual([false, 0]);
  return { writer, first, last, ready, isReady: () => isReady };
};

/** A sign of life of the reader, and of how much it has acknowledged. */
const sign = async (world: World, incarnation: Incarnation, offset: number) => {
  const place = { incarnation, epoch: offset === 0 ? 0 : 1, offset };
  expect(await world.adapter.cursors?.advance(id, ann, place)).toMatchObject({ _tag: "Right" });
};

describe("options of an ack window", () => {
  test.each([
    [{ reader: "" }, "invalid-id"],
    [{ reader: 7 as never }, "invalid-id"],
    [{ chunks: 0 }, "invalid-options"],
    [{ chunks: 1.5 }, "invalid-options"],
    [{ chunks: "8" as never }, "invalid-options"],
    [{ leaseMs: 0 }, "invalid-options"],
    [{ lease: 10 } as never, "invalid-options"],
  ])("%j is refused, and nothing is begun", async (options, code) => {
    const world = createWorld();
    const start = world.streams.start(id, { ackWindow: { ...ackWindow, ...options } });
    expect(await rejection(start)).toBe(code);
    expect(world.counts.appends).toBe(0);
  });

  test("no window is one too: null is none", async () => {
    const world = createWorld();
    const start = world.streams.start(id, { ackWindow: null as never });
    expect(await rejection(start)).toBe("invalid-options");
  });

  test("an adapter that keeps no places is told of by name, before anything is begun", async () => {
    const { adapter, clock } = createWorld();
    const { cursors: _, ...without } = adapter;
    const streams = createStreams<Said>({ ...without, clock });
    expect(await rejection(streams.start(id, { ackWindow }))).toBe("unsupported");
    expect(await rejection(streams.describe(id))).toBe("not-found");
  });
});

describe("an ack window", () => {
  test("keeps a process alive that waits for nothing else, and no longer than it holds", async () => {
    const { adapter, clock } = createWorld();
    const awaited = new Set<() => void>();
    const after: Clock["after"] = (ms, callback, background) => {
      const ring = (): void => {
        awaited.delete(ring);
        callback();
      };
      if (!background) awaited.add(ring);
      const cancel = clock.after(ms, ring, background);
      return () => {
        awaited.delete(ring);
        cancel();
      };
    };
    const streams = createStreams<Said>({ ...adapter, clock: { ...clock, after } });
    const writer = await streams.start(id, { ackWindow });
    await writer.write(said("1"));
    expect(awaited.size).toBe(0);
    await writer.write(said("2"));
    const ready = writer.ready;
    await clock.advance(6_000);
    expect(awaited.size).toBe(1);
    await clock.advance(4_000);
    await ready;
    expect(awaited.size).toBe(0);
  });

  test("opens and shuts with what is acknowledged", async () => {
    const world = createWorld();
    const { writer, first, last, ready } = await held(world);
    await world.streams.ack(id, "ann", first);
    await ready;
    expect(writer.desiredSize).toBe(1);
    await writer.write(said("3"));
    expect(writer.desiredSize).toBe(0);
    await world.streams.ack(id, "ann", last);
    await world.clock.advance(0);
    expect(writer.desiredSize).toBe(1);
    await writer.complete();
    expect(writer.desiredSize).toBeNull();
  });

  test("holds a platform's pipe, which goes on once there is room", async () => {
    const world = createWorld();
    const writer = await world.process().start(id, { ackWindow });
    let pulled = 0;
    const source = new ReadableStream<Said>(
      {
        pull: (controller) => {
          pulled++;
          if (pulled > 5) controller.close();
          else controller.enqueue(said(`${pulled}`));
        },
      },
      { highWaterMark: 0 },
    );
    const piped = source.pipeTo(writer.writable);
    await world.clock.advance(5_000);
    const { eventCount } = await world.streams.describe(id);
    expect([eventCount, pulled]).toEqual([3, 3]);
    for (let at = 0; at < 5; at++) {
      const { position } = await world.streams.describe(id);
      await world.streams.ack(id, "ann", position);
      await world.clock.advance(0);
    }
    await piped;
    expect((await world.streams.describe(id)).status).toBe("completed");
  });

  test("waits for a reader that has not come yet as long as for one that has left", async () => {
    const world = createWorld();
    const { isReady } = await held(world, { leaseMs: 3_000 });
    await world.clock.advance(2_999);
    expect(isReady()).toBe(false);
    await world.clock.advance(2);
    expect(isReady()).toBe(true);
  });

  test("keeps to what a reader had acknowledged of the same life, in a takeover", async () => {
    const world = createWorld();
    const { last, writer } = await held(world);
    await world.streams.ack(id, "ann", last);
    world.weather.down = true;
    await world.clock.advance(11_000);
    world.weather.down = false;
    const next = await world.process().start(id, { ifStale: "take-over", ackWindow });
    expect(next.incarnation).toBe(writer.incarnation);
    expect(next.desiredSize).toBe(2);
    await next.write(said("3"));
    expect(next.desiredSize).toBe(1);
  });

  test("asks again and again where the store is away, and holds meanwhile", async () => {
    const world = createWorld();
    const { isReady, ready, writer } = await held(world, { leaseMs: 3_000 });
    world.weather.down = true;
    await world.clock.advance(8_000);
    expect(isReady()).toBe(false);
    world.weather.down = false;
    await world.clock.until(ready);
    await world.clock.until(writer.write(said("3")));
  });

  test("hears only of its own reader and life", async () => {
    const world = createWorld();
    const { writer, isReady } = await held(world);
    const { notifier } = world.adapter;
    const { incarnation } = writer;
    const foreign = { _tag: "acked", offset: 3 } as const;
    await notifier.publish(id, "acks", { ...foreign, incarnation, reader: "ben" as ReaderId });
    const other = "01ARZ3NDEKTSV4RRFFQ69G5FAV" as Incarnation;
    await notifier.publish(id, "acks", { ...foreign, incarnation: other, reader: ann });
    await world.clock.advance(10);
    expect(isReady()).toBe(false);
    const { looks } = world.counts;
    await notifier.publish(id, "acks", { _tag: "interrupted" });
    await world.clock.advance(10);
    expect(world.counts.looks - looks, "what was missed is asked for").toBe(1);
  });

  test("finds out without a notice, within a position check", async () => {
    const world = createWorld();
    world.weather.notices = (notice, topic) => (topic === "acks" ? [] : [notice]);
    const { writer, isReady } = await held(world, { leaseMs: 60_000 });
    await sign(world, writer.incarnation, 2);
    await world.clock.advance(4_999);
    expect(isReady()).toBe(false);
    await world.clock.advance(1);
    expect(isReady()).toBe(true);
  });

  test("asks the store seldom while it holds, and not at all while it does not", async () => {
    const world = createWorld();
    const { writer, last, ready } = await held(world, { leaseMs: 60_000 });
    const follow = world.streams.follow(id, { reader: "ann", after: last });
    void follow.next();
    await world.clock.advance(100);
    const before = world.counts.looks;
    await world.clock.advance(50_000);
    expect(world.counts.looks - before).toBe(10);
    await world.streams.ack(id, "ann", last);
    await ready;
    const { looks } = world.counts;
    await world.clock.advance(50_000);
    expect(world.counts.looks - looks, "at most the one that was due").toBeLessThanOrEqual(1);
    await follow.return();
    await writer.complete();
  });

  test("lets go of a reader that was forgotten; and reminds a store that forgot that it waits", async () => {
    const world = createWorld();
    const { isReady } = await held(world);
    await world.streams.forgetReader("ann");
    await world.clock.advance(10_000);
    expect(isReady()).toBe(true);
    expect((await world.adapter.cursors?.read(id, ann))?.reading).toBeNull();

    const other = createWorld();
    const { writer, ready } = await held(other);
    await other.adapter.cursors?.remove(id, ann);
    await sign(other, writer.incarnation, 0);
    await other.clock.advance(5_000);
    const { reading } = (await other.adapter.cursors?.read(id, ann)) ?? {};
    expect(reading?.leaseMs).toBe(10_000);
    await sign(other, writer.incarnation, 3);
    await ready;
  });

  test("a start whose reader cannot be told ends what it began, and says why", async () => {
    const world = createWorld();
    const { cursors } = world.adapter;
    if (!cursors) throw new Error("The memory keeps places.");
    const advance = async () => ({ _tag: "Left", left: { _tag: "full", now: 0 } }) as const;
    const streams = createStreams<Said>({
      ...world.adapter,
      cursors: { ...cursors, advance },
      clock: world.clock,
    });
    expect(await rejection(streams.start(id, { ackWindow }))).toBe("too-large");
    expect((await world.streams.describe(id)).status).toBe("failed");
    await streams.close();
  });

  test.each(["stop", "remove", "close"] as const)("%s ends the wait at once", async (how) => {
    const world = createWorld();
    const streams = world.process();
    const writer = await streams.start(id, { ackWindow });
    await writer.write(said("1"));
    await writer.write(said("2"));
    const waiting = rejection(writer.ready);
    await world.clock.advance(10);
    const ending = how === "close" ? streams.close() : world.streams[how](id);
    await world.clock.advance(10);
    await ending;
    const ends = { stop: "stopped", remove: "deleted", close: "abandoned" };
    expect(writer.signal.reason).toMatchObject({ code: ends[how] });
    if (how !== "close") expect(await waiting).toBe(ends[how]);
    await waiting;
    await world.clock.advance(10);
    expect(world.counts.subscriptions).toBe(0);
  });

  test("takes one subscription more, and only where there is a window", async () => {
    const world = createWorld();
    const plain = await world.process().start("plain");
    await world.clock.advance(0);
    expect(world.counts.subscriptions).toBe(1);
    const { writer } = await held(world);
    await world.clock.advance(0);
    expect(world.counts.subscriptions).toBe(3);
    await writer.complete();
    await plain.complete();
    await world.clock.advance(0);
    expect(world.counts.subscriptions).toBe(0);
  });
});
