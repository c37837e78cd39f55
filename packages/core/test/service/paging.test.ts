import type { Position } from "@segno/core";
import { describe, expect, it } from "vitest";
import { firstLimit, nextLimit } from "../../src/service/paging.ts";
import { Ring } from "../../src/service/ring.ts";
import { createWorld, drain, said } from "./world.ts";

const entries = (count: number, units: number) =>
  Array.from({ length: count }, (_, at) => ({
    offset: at + 1,
    epoch: 1,
    entry: "x".repeat(units),
  }));

describe("pages", () => {
  it("begin small, grow to the most where events are small, and stay small where they are large", () => {
    const most = 2_000;
    expect(firstLimit(most)).toBe(64);
    expect(firstLimit(10)).toBe(10);
    expect(nextLimit(64, entries(64, 100), most)).toBe(2_000);
    expect(nextLimit(2_000, entries(10, 1_024), most)).toBe(256);
    expect(nextLimit(256, entries(2, 200_000), most)).toBe(1);
    expect(nextLimit(1, [], most)).toBe(1);
  });

  it("of large events give all of them", async () => {
    const world = createWorld();
    const large = "x".repeat(100_000);
    await world.clock.until(
      world.streams.run("a", async (run) => {
        for (let n = 0; n < 100; n++) await run.write(said(`${n} ${large}`));
      }),
    );
    const { events, error } = await world.clock.until(drain(world.streams.follow("a")));
    expect(error).toBeNull();
    expect(events.map(({ offset }) => offset)).toEqual(
      Array.from({ length: 102 }, (_, n) => n + 1),
    );
    expect((await world.streams.read("a")).chunks).toBe(100);
  });
});

describe("a ring", () => {
  const held = (offset: number, units: number, epoch = 1) => ({
    event: { type: "chunk", at: 0, data: null, position: "" as Position, offset } as const,
    epoch,
    offset,
    ending: null,
    units,
  });
  const next = (ring: Ring<unknown>, offset: number, epoch = 1) =>
    ring.after(epoch, offset)?.event.offset;

  it("lets go of the older ones, by number or by size, and keeps the last", () => {
    const ring = new Ring(1, 0, 4);
    for (let n = 1; n <= 8; n++) ring.push(held(n, 10));
    expect(next(ring, 3)).toBeUndefined();
    expect(next(ring, 4)).toBe(5);
    expect(next(ring, 7)).toBe(8);

    const large = new Ring(1, 0, 1_000);
    for (let n = 1; n <= 30; n++) large.push(held(n, 200_000));
    expect(next(large, 10)).toBeUndefined();
    expect(next(large, 29)).toBe(30);
  });

  it("knows an event by its epoch too, and nothing before its own beginning", () => {
    const ring = new Ring(1, 4, 10);
    ring.push(held(5, 10, 1));
    ring.push(held(6, 10, 2));
    expect(next(ring, 4)).toBe(5);
    expect(next(ring, 5)).toBe(6);
    expect(next(ring, 4, 2)).toBeUndefined();
    expect(next(ring, 5, 2)).toBeUndefined();
    expect(next(ring, 3)).toBeUndefined();
    expect(next(ring, 6, 2)).toBeUndefined();
  });
});
