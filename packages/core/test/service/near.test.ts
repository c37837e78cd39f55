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
