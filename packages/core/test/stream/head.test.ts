import { describe, expect, it } from "vitest";
import { unchanged } from "../../src/stream/expected.ts";
import { expiresAtOf, isStale, lastActivityOf } from "../../src/stream/head.ts";
import { head, ulid } from "../support/given.ts";

describe("a head", () => {
  it("knows its last activity by its lease", () => {
    expect(lastActivityOf(head())).toBe(1_000);
  });

  it("expires after the active TTL while it lives, after the other once it has ended", () => {
    expect(expiresAtOf(head())).toBe(61_000);
    expect(expiresAtOf(head({ terminal: "stopped" }))).toBe(602_000);
  });

  it("expires to the millisecond where it is kept for less than two minutes, else with the next second", () => {
    const at = (leaseUntil: number, activeTtlMs: number) =>
      expiresAtOf(head({ leaseMs: 10_000, leaseUntil, activeTtlMs }));
    expect(at(11_234, 119_999)).toBe(121_233);
    expect(at(11_234, 120_000)).toBe(122_000);
    expect(at(11_999, 120_000)).toBe(122_000);
    expect(at(12_000, 120_000)).toBe(123_000);
  });

  it("is stale from the moment its lease is over", () => {
    expect(isStale(head(), 10_999)).toBe(false);
    expect(isStale(head(), 11_000)).toBe(true);
    expect(isStale(head(), 11_001)).toBe(true);
  });

  it("is never stale once it has ended", () => {
    expect(isStale(head({ terminal: "failed" }), 1_000_000)).toBe(false);
  });

  it("is unchanged while incarnation, revision and lease are", () => {
    expect(unchanged(head())).toEqual({
      _tag: "unchanged",
      incarnation: ulid("AAA"),
      revision: 900,
      leaseUntil: 11_000,
    });
  });
});
