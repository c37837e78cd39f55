import { describe, expect, it } from "vitest";
import { createPaging } from "../../src/service/paging.ts";
import { createRing } from "../../src/service/ring.ts";
import { createWorld, drain, said } from "./world.ts";

const entries = (count: number, units: number) =>
  Array.from({ length: count }, (_, at) => ({
    offset: at + 1,
    epoch: 1,
    entry: "x".repeat(units),
  }));

describe("pages", () => {
  it("begin small, grow to the most where events are small, and stay small where they are large", () => {
    const paging = createPaging(2_000);
    expect(paging.limit()).toBe(64);
    paging.saw(entries(64, 100));
    expect(paging.limit()).toBe(2_000);
    paging.saw(entries(10, 1_024));
    expect(paging.limit()).toBe(256);
    paging.saw(entries(2, 200_000));
    expect(paging.limit()).toBe(1);
    paging.saw([]);
    expect(paging.limit()).toBe(1);
    expect(createPaging(10).limit()).toBe(10);
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
  const held = (offset: number) =>
    ({ incarnation: "i", epoch: 1, offset, position: `p${offset}`, event: { offset } }) as never;

  it("lets go of the older ones, by number or by size, and keeps the last", () => {
    const ring = createRing<unknown>(4);
    ring.reset(held(0));
    for (let n = 1; n <= 8; n++) ring.push(held(n), 10);
    expect(ring.after(held(3))).toBeUndefined();
    expect(ring.after(held(4))).toMatchObject({ offset: 5 });
    expect(ring.after(held(8))).toBeNull();

    const large = createRing<unknown>(1_000);
    large.reset(held(0));
    for (let n = 1; n <= 30; n++) large.push(held(n), 200_000);
    expect(large.after(held(10))).toBeUndefined();
    expect(large.after(held(29))).toMatchObject({ offset: 30 });
  });
});
