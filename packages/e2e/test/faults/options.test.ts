import { expect, test } from "vitest";
import { optionsOf } from "../../src/faults/report/options.ts";

const known = {
  scenarios: [
    { number: 22, kinds: ["streams", "sorted-set"] },
    { number: 44, kinds: ["streams", "sorted-set"] },
    { number: 45, kinds: ["streams"] },
  ],
  kinds: ["streams", "sorted-set"],
};
const asked = (...args: readonly string[]) => optionsOf(args, 7, known);

test("what is asked for is what is run", () => {
  expect(asked()).toEqual({ only: null, seed: 7, minutes: null, kind: null, short: false });
  expect(asked("--only", "22,45", "--seed", "0", "--short")).toMatchObject({
    only: [22, 45],
    seed: 0,
    short: true,
  });
  expect(asked("--minutes", "10")).toMatchObject({ only: null, minutes: 10 });
  expect(asked("--only", "44", "--minutes", "1")).toMatchObject({ only: [44], minutes: 1 });
});

test.each([
  [["--only", "99"], "There is no scenario 99"],
  [["--only", "x"], "--only takes a whole number, not x"],
  [["--only", ""], "--only takes a whole number"],
  [["--kind", "memory"], "--kind takes one of streams, sorted-set, not memory"],
  [["--only", "22,45", "--kind", "sorted-set"], "45 is not about sorted-set"],
  [["--only", "22", "--minutes", "1"], "--minutes is for number 44 alone"],
  [["--minutes", "0"], "--minutes takes a whole number, 1 at least, not 0"],
  [["--seed", "-1"], "--seed"],
  [["--fast"], "--fast"],
])("what cannot be done is refused: %j", (args, why) => {
  expect(() => asked(...args)).toThrow(why);
});
