import { expect, it } from "vitest";
import { type Held, Ring } from "../../src/service/ring.ts";

const held = (offset: number, units = 1): Held<number> => ({
  event: {} as Held<number>["event"],
  epoch: 1,
  offset,
  ending: null,
  units,
});

it("holds large events in smaller numbers", () => {
  const ring = new Ring<number>(1, 0, 10);
  for (const offset of [1, 2, 3]) ring.push(held(offset, 800_000));
  expect(ring.after(1, 1)).toBeUndefined();
  expect(ring.after(1, 2)?.offset).toBe(3);
});

it("forgets what it held with what it let go of", () => {
  const ring = new Ring<number>(1, 0, 10);
  ring.push(held(1, 1_500_000));
  ring.clear();
  expect(ring.last).toBeUndefined();
  expect(ring.after(1, 0)).toBeUndefined();
  ring.push(held(2, 600_000));
  ring.push(held(3, 100_000));
  expect(ring.after(1, 1)?.offset).toBe(2);
  expect(ring.after(1, 2)?.offset).toBe(3);
});
