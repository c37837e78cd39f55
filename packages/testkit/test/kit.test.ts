import { formatPosition, parsePosition, parseStreamId, parseUlid } from "@segno/core";
import { arbitraries, seededIds, virtualClock } from "@segno/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("virtualClock", () => {
  it("runs timers in the order of their times, and what follows from each before the next", async () => {
    const clock = virtualClock(1_000);
    const seen: [string, number][] = [];
    const note = (what: string) => () => void seen.push([what, clock.now()]);
    clock.after(20, note("b"));
    clock.after(10, () => {
      note("a")();
      Promise.resolve().then(() => clock.after(5, note("from a")));
    });
    clock.after(20, note("b too"));
    clock.after(21, note("late"));
    await clock.advance(20);
    expect(seen).toEqual([
      ["a", 1_010],
      ["from a", 1_015],
      ["b", 1_020],
      ["b too", 1_020],
    ]);
    expect([clock.now(), clock.elapsed(), clock.nextIn()]).toEqual([1_020, 20, 1]);
  });

  it("does not run what was cancelled, and counts what waits", async () => {
    const clock = virtualClock();
    const cancel = clock.after(5, () => expect.unreachable());
    expect(clock.timers()).toBe(1);
    cancel();
    cancel();
    expect([clock.timers(), clock.nextIn()]).toEqual([0, null]);
    await clock.advance(10);
  });

  it("can jump on the wall without any time passing", async () => {
    const clock = virtualClock(1_000);
    let fired = false;
    clock.after(10, () => {
      fired = true;
    });
    clock.jump(-500);
    expect([clock.now(), clock.elapsed(), fired]).toEqual([500, 0, false]);
    await clock.advance(10);
    expect([clock.now(), fired]).toEqual([510, true]);
  });

  it("goes on until a promise settles, or says that it never will", async () => {
    const clock = virtualClock();
    const later = new Promise((resolve) => void clock.after(3_000, () => resolve("done")));
    expect(await clock.until(later)).toBe("done");
    const failing = new Promise((_, reject) => void clock.after(5, () => reject(new Error("no"))));
    await expect(clock.until(failing)).rejects.toThrow("no");
    await expect(clock.until(new Promise(() => {}), 1_000, "a wait")).rejects.toThrow("a wait");
  });
});

describe("seededIds", () => {
  it("are valid ULIDs, each greater than the one before, also while the clock stands or falls", () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer({ min: -50, max: 50 })), (seed, jumps) => {
        const clock = virtualClock();
        const ids = seededIds(clock, seed);
        let last = "";
        for (const jump of jumps) {
          clock.jump(jump);
          const id = ids.next();
          expect(parseUlid(id)).toBe(id);
          expect(id > last).toBe(true);
          last = id;
        }
      }),
    );
  });

  it("are decided by clock and seed", () => {
    const of = (seed: number) => {
      const ids = seededIds(virtualClock(), seed);
      return [ids.next(), ids.next()];
    };
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });
});

describe("arbitraries", () => {
  const { hostileId, hostileToken, place, position, streamId, ulid } = arbitraries;

  it("make names that the parsers take, and hostile ones that they refuse", () => {
    fc.assert(
      fc.property(streamId, ulid, place, hostileId, (id, call, where, bad) => {
        expect(parseStreamId(id)).toBe(id);
        expect(parseUlid(call)).toBe(call);
        expect(parsePosition(id, formatPosition(id, where))).toEqual({
          _tag: "place",
          place: where,
        });
        expect(parseStreamId(bad)).toBeNull();
      }),
    );
  });

  it("make tokens that are no position, or come from one that is", () => {
    fc.assert(
      fc.property(
        streamId.chain((id) => fc.tuple(fc.constant(id), position(id), hostileToken(id))),
        ([id, token, bad]) => {
          expect(parsePosition(id, token)._tag).toBe("place");
          // One digit may stand for another: then it is a position still, but never one of another stream.
          const parsed = parsePosition(id, bad);
          if (parsed._tag === "place") expect(formatPosition(id, parsed.place)).toBe(bad);
        },
      ),
    );
  });

  it("make well-formed entries without control characters", () => {
    fc.assert(
      fc.property(arbitraries.entries(), (entries) => {
        for (const entry of entries) {
          expect(entry.length).toBeGreaterThan(0);
          expect(entry).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        }
      }),
    );
  });

  it("make lives that begin with a start and end at most once, and such that do not", () => {
    const json = arbitraries.json;
    fc.assert(
      fc.property(arbitraries.lifecycle(json), (events) => {
        expect(events[0]?.type).toBe("started");
        const rest = events.slice(1, -1).map(({ type }) => type);
        expect(rest.filter((type) => type !== "chunk")).toEqual([]);
      }),
    );
    const wild = fc.sample(arbitraries.hostileLifecycle(json), { numRuns: 200, seed: 1 });
    expect(wild.some(([first]) => first !== undefined && first.type !== "started")).toBe(true);
  });
});
