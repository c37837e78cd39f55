import { describe, expect, it } from "vitest";
import { type HeadFilter, matches } from "../../src/stream/filter.ts";
import type { Head } from "../../src/stream/head.ts";
import { head } from "../support/given.ts";

/** Last appended to at 1,000. */
const now = 5_000;
const isMeant = (filter: HeadFilter, over: Partial<Head> = {}): boolean =>
  matches(filter, head(over), now);

describe("a filter", () => {
  it("that names nothing means all", () => {
    expect(isMeant({})).toBe(true);
    expect(isMeant({}, { terminal: "failed", owner: "ada", kind: "chat" })).toBe(true);
  });

  it("tells what lives from what has ended", () => {
    expect(isMeant({ only: "active" })).toBe(true);
    expect(isMeant({ only: "ended" })).toBe(false);
    for (const terminal of ["stopped", "failed", "completed"] as const) {
      expect(isMeant({ only: "active" }, { terminal })).toBe(false);
      expect(isMeant({ only: "ended" }, { terminal })).toBe(true);
    }
  });

  it.each(["owner", "kind"] as const)("compares the %s as it is", (name) => {
    expect(isMeant({ [name]: "ada" }, { [name]: "ada" })).toBe(true);
    expect(isMeant({ [name]: "ada" }, { [name]: "Ada" })).toBe(false);
    expect(isMeant({ [name]: "ada" })).toBe(false);
  });

  it("counts the age from the last append, and means that age itself too", () => {
    expect(isMeant({ olderThan: 3_999 })).toBe(true);
    expect(isMeant({ olderThan: 4_000 })).toBe(true);
    expect(isMeant({ olderThan: 4_001 })).toBe(false);
    expect(matches({ olderThan: 0 }, head(), 1_000)).toBe(true);
  });

  it("means what fits all it names", () => {
    const filter = { only: "active", owner: "ada", kind: "chat", olderThan: 4_000 } as const;
    const own = { owner: "ada", kind: "chat" };
    expect(isMeant(filter, own)).toBe(true);
    expect(isMeant(filter, { ...own, terminal: "stopped" })).toBe(false);
    expect(isMeant(filter, { ...own, owner: "eve" })).toBe(false);
    expect(isMeant(filter, { ...own, kind: "agent" })).toBe(false);
    expect(isMeant({ ...filter, olderThan: 4_001 }, own)).toBe(false);
  });
});
