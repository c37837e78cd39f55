import { describe, expect, test } from "vitest";
import { check } from "../../src/faults/check/check.ts";
import { honest } from "../../src/faults/check/honest.ts";
import { saboteurs } from "../../src/faults/check/saboteurs.ts";
import { checkResidue } from "../../src/faults/stage/residue.ts";

describe("the checker of the operation log", () => {
  test("an honest history is no violation", () => {
    expect(check(honest())).toEqual([]);
  });

  test.each(saboteurs)("$name: caught as $breaks", ({ breaks, spoil }) => {
    expect(check(spoil(honest())).map(({ invariant }) => invariant)).toContain(breaks);
  });

  test("what timed out may have happened, or not", () => {
    const history = honest();
    for (const write of history.writers[1]?.writes ?? []) {
      write.outcome = { _tag: "unknown", code: "store-unavailable" };
    }
    expect(check(history)).toEqual([]);
    expect(check({ ...history, stored: null, calls: [] })).toEqual([]);
  });

  test.each(["timers", "channels", "connections"] as const)("%s that are left are E", (what) => {
    const none = { timers: 0, channels: 0, connections: 0 };
    expect(checkResidue(none)).toEqual([]);
    expect(checkResidue({ ...none, [what]: 1 })).toMatchObject([{ invariant: "E" }]);
  });
});
