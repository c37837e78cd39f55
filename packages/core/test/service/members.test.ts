import { expect, it } from "vitest";
import { each, isAlone, joined, left, type Members, some } from "../../src/service/members.ts";

const [a, b] = [{ name: "a" }, { name: "b" }];
const all = (members: Members<typeof a>): string[] => {
  const names: string[] = [];
  each(members, ({ name }) => names.push(name));
  return names;
};

it("knows who is alone, before others came and after they left", () => {
  const one = joined(null, a);
  expect(isAlone(one)).toBe(true);
  const two = joined(one, b);
  expect(isAlone(two)).toBe(false);
  expect(all(two)).toEqual(["a", "b"]);
  const again = left(two, a);
  expect(isAlone(again)).toBe(true);
  expect(all(again)).toEqual(["b"]);
  expect(some(again, ({ name }) => name === "b")).toBe(true);
  expect(left(again, a)).toBe(again);
  expect(left(again, b)).toBeNull();
  expect(isAlone<typeof a>(null)).toBe(false);
});

it("passes over who leaves meanwhile", () => {
  let members: Members<typeof a> = joined(joined(null, a), b);
  const met: string[] = [];
  each(members, ({ name }) => {
    met.push(name);
    members = left(members, b);
  });
  expect(met).toEqual(["a"]);
  expect(all(members)).toEqual(["a"]);
});
