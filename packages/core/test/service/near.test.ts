import { describe, expect, it } from "vitest";
import { createWorld, rejection, said } from "./world.ts";

/** Somebody who follows in the producer's own process, where no notice arrives. */
const nearby = async (settings: Parameters<typeof createWorld>[0] = {}) => {
  const world = createWorld(settings);
  world.weather.notices = () => [];
  const writer = await world.streams.start("a");
  const follow = world.streams.follow("a", { after: writer.position });
  const pulled = follow.next();
  await world.clock.advance(10);
  await writer.write(said("first"));
  await world.clock.until(pulled);
  const { reads } = world.counts;
  return { ...world, writer, follow, readsSince: () => world.counts.reads - reads };
};

describe("a follower in the producer's own process", () => {
  it("has each event when the producer knows that it is durable, and asks nobody", async () => {
    const { clock, writer, follow, readsSince } = await nearby();
    const began = clock.elapsed();
    for (const text of ["one", "two", "three"]) {
      const next = follow.next();
      await writer.write(said(text));
      expect(await clock.until(next)).toMatchObject({ value: { data: { content: text } } });
    }
    const large = Array.from({ length: 200 }, (_, n) => `${n}`.padEnd(400, "-"));
    const waited = large.map(() => follow.next());
    for (const text of large) writer.write(said(text));
    for (const [at, text] of large.entries()) {
      expect(await waited[at]).toMatchObject({ value: { data: { content: text } } });
    }
    const last = [follow.next(), follow.next()];
    await writer.complete();
    expect(await Promise.all(last)).toMatchObject([
      { value: { type: "completed" } },
      { done: true },
    ]);
    expect(readsSince()).toBe(0);
    expect(clock.elapsed()).toBe(began);
  });

  it("has none before that", async () => {
    const { clock, weather, writer, follow } = await nearby();
    weather.appendMs = 500;
    const began = clock.elapsed();
    const next = follow.next();
    const written = writer.write(said("late"));
    await clock.until(next);
    await written;
    expect(clock.elapsed() - began).toBeGreaterThanOrEqual(500);
  });

  it("has none of a producer that was fenced", async () => {
    const { clock, process, writer, follow } = await nearby();
    const stopping = process().stop("a");
    await clock.until(stopping);
    expect(await rejection(writer.write(said("too late")))).toBe("stopped");
    expect(await clock.until(follow.next())).toMatchObject({ value: { type: "stopped" } });
  });

  it("asks the store nothing for as long as the store answers its producer", async () => {
    const { clock, counts, process, writer, follow, readsSince } = await nearby();
    const next = follow.next();
    await clock.advance(60_000);
    expect(readsSince()).toBe(0);
    await writer.write(said("after a while"));
    expect(await clock.until(next)).toMatchObject({
      value: { data: { content: "after a while" } },
    });

    const far = process().follow("a", { after: writer.position });
    const pulled = far.next();
    await clock.advance(100);
    const before = counts.reads;
    await clock.advance(60_000);
    expect(counts.reads - before).toBeGreaterThanOrEqual(11);
    await writer.complete();
    expect(await clock.until(pulled)).toMatchObject({ value: { type: "completed" } });
  });

  it.each([
    [{}, 18_000],
    [{ leaseMs: 2_000, graceMs: 1_000, positionCheckMs: 60_000 }, 7_000],
  ])("looks for itself as soon as its producer is silent: %o", async (settings, withinMs) => {
    const world = createWorld({ idleMs: 3_000, ...settings });
    world.weather.notices = () => [];
    const writer = await world.streams.start("a");
    const follow = world.streams.follow("a", { after: writer.position });
    const next = follow.next();
    // Idle for so long, then the lease and the grace, and no more than a second.
    await world.clock.advance(withinMs);
    expect(await next).toMatchObject({ value: { type: "failed", code: "producer-lost" } });
  });

  it("takes an answer for as old as its question", async () => {
    const { clock, weather, writer, follow } = await nearby({ idleMs: 1_000 });
    const next = follow.next();
    weather.replyMs = 9_500;
    const written = writer.write(said("late"));
    await clock.advance(9_600);
    await Promise.all([written, next]);
    const lost = follow.next();
    // The lease and the grace began with the question.
    await clock.advance(10_000 + 4_000 + 1_000 - 9_600);
    expect(await lost).toMatchObject({ value: { type: "failed", code: "producer-lost" } });
  });

  it("looks where it has not heard all that its producer says", async () => {
    const { clock, writer, follow } = await nearby();
    const next = follow.next();
    await writer.write(said("x"));
    await next;
    await writer.write(said("unheard"));
    const began = clock.elapsed();
    expect(await clock.until(follow.next())).toMatchObject({
      value: { data: { content: "unheard" } },
    });
    expect(clock.elapsed() - began).toBeLessThanOrEqual(5_000);
  });

  it("finds within a position check what others do, whose notices are lost", async () => {
    const { clock, process, follow } = await nearby({ idleMs: 1_000, leaseMs: 60_000 });
    const next = follow.next();
    await clock.advance(2_000);
    const began = clock.elapsed();
    await process().stop("a");
    expect(await clock.until(next)).toMatchObject({ value: { type: "stopped" } });
    expect(clock.elapsed() - began).toBeLessThanOrEqual(5_000);
  });

  it("learns nothing from a batch that was stored before", async () => {
    const { clock, weather, process, writer, follow } = await nearby({ idleMs: 1 });
    const next = follow.next();
    await clock.advance(4_000);
    weather.loseReplies = 1;
    const written = writer.write(said("x"));
    const stopping = process().stop("a");
    await clock.until(Promise.all([written, stopping, next]));
    const began = clock.elapsed();
    expect(await clock.until(follow.next())).toMatchObject({ value: { type: "stopped" } });
    expect(clock.elapsed() - began).toBeLessThan(4_500);
  });

  it("tries a look that failed again soon, whatever its producer hears", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    const follow = world.streams.follow("a", { after: writer.position });
    const first = follow.next();
    await world.clock.advance(10);
    await writer.write(said("x"));
    await world.clock.until(first);
    const last = follow.next();
    world.weather.notices = (notice, topic) => {
      world.weather.down = true;
      return topic === "events" ? [notice] : [];
    };
    const began = world.clock.elapsed();
    const stopping = world.process().stop("a");
    await world.clock.advance(100);
    world.weather.down = false;
    await world.clock.until(Promise.all([stopping, last]));
    expect(world.clock.elapsed() - began).toBeLessThan(1_500);
  });

  it("knows when the stream would expire, though it never asks", async () => {
    const { clock, adapter, streams } = createWorld({ activeTtlMs: 40_000 });
    const writer = await streams.start("a");
    const follow = streams.follow("a", { after: writer.position });
    const next = follow.next();
    await clock.advance(90_000);
    await adapter.store.remove(writer.streamId, writer.incarnation);
    expect(await rejection(clock.until(next))).toBe("deleted");
  });

  it("is not told of another life by it", async () => {
    const { clock, process, streams, writer, follow } = await nearby();
    const ended = follow.next();
    await writer.complete();
    expect(await ended).toMatchObject({ value: { type: "completed" } });
    await process().run("a", (run) => run.write(said("elsewhere")));
    const again = await streams.start("a");
    await again.write(said("again"));
    expect(await clock.until(follow.next())).toMatchObject({ done: true });
    await again.complete();
  });

  it("has nothing in advance where nobody waits for it", async () => {
    const { clock, writer, follow, readsSince } = await nearby();
    for (const text of ["one", "two"]) await writer.write(said(text));
    for (const text of ["one", "two"]) {
      expect(await clock.until(follow.next())).toMatchObject({
        value: { data: { content: text } },
      });
    }
    expect(readsSince()).toBeGreaterThan(0);
  });
});
