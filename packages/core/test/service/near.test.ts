import { describe, expect, it } from "vitest";
import { createWorld, rejection, said } from "./world.ts";

/** Somebody who follows in the producer's own process, where no notice arrives. */
const nearby = async () => {
  const world = createWorld();
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

  it("looks for itself as soon as its producer is silent", async () => {
    const world = createWorld({ idleMs: 3_000 });
    world.weather.notices = () => [];
    const writer = await world.streams.start("a");
    const follow = world.streams.follow("a", { after: writer.position });
    const next = follow.next();
    // Its last sign of life, the lease of 10 s, the grace of 4 s, and no more.
    await world.clock.advance(3_000 + 10_000 + 4_000 + 1_000);
    expect(await next).toMatchObject({ value: { type: "failed", code: "producer-lost" } });
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
