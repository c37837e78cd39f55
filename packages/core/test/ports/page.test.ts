import fc from "fast-check";
import { left, right } from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import type { StoredEntry } from "../../src/ports/event-store.ts";
import { fetchFrom, pageOf } from "../../src/ports/page.ts";
import type { Head, Seen } from "../../src/stream/head.ts";
import type { Place } from "../../src/stream/position.ts";
import { head, ulid } from "../support/given.ts";

const now = 5_000;
const at = (offset: number, epoch = 7): Place => ({ incarnation: ulid("AAA"), epoch, offset });
const elsewhere: Place = { incarnation: ulid("BBB"), epoch: 7, offset: 3 };
const entry = (offset: number, epoch = 7): StoredEntry => ({ offset, epoch, entry: `c${offset}` });
const entries = (first: number, last: number): StoredEntry[] =>
  Array.from({ length: last - first + 1 }, (_, index) => entry(first + index));
/** A head at offset 5, epoch 7. */
const seen = (but: Partial<Head> = {}): Seen => ({ head: head(but), now });

describe("where a store begins to fetch", () => {
  it("is the reader's own offset, so that its epoch can be compared", () => {
    expect(fetchFrom(at(3), seen())).toBe(3);
  });

  it("is the start for a reader of nothing, or of another life", () => {
    expect(fetchFrom(null, seen())).toBe(1);
    expect(fetchFrom(elsewhere, seen())).toBe(1);
    expect(fetchFrom(at(3), { head: null, now })).toBe(1);
  });
});

describe("a page", () => {
  const page = (...got: StoredEntry[]) => right({ head: head(), now, entries: got });
  const refused = (_tag: "ahead" | "diverged" | "trimmed", met: Head = head()) =>
    left({ _tag, head: met, now });
  const otherwise = (epoch: number) => left({ _tag: "diverged", head: head(), now, epoch });

  it("of nothing is not found", () => {
    expect(pageOf(null, { head: null, now }, [], 10)).toEqual(left({ _tag: "not-found", now }));
    expect(pageOf(at(3), { head: null, now }, [], 10)).toEqual(left({ _tag: "not-found", now }));
  });

  it("from the start is all there is, up to the limit", () => {
    expect(pageOf(null, seen(), entries(1, 5), 10)).toEqual(page(...entries(1, 5)));
    expect(pageOf(null, seen(), entries(1, 3), 2)).toEqual(page(...entries(1, 2)));
    expect(pageOf(null, seen(), entries(1, 1), 0)).toEqual(page());
  });

  it("from the start is not copied where it fits", () => {
    const fetched = entries(1, 5);
    const got = pageOf(null, seen(), fetched, 5);
    expect(got._tag === "Right" && got.right.entries).toBe(fetched);
  });

  it("for a place of another life is from the start", () => {
    expect(pageOf(elsewhere, seen(), entries(1, 5), 10)).toEqual(page(...entries(1, 5)));
  });

  it("after a place is strictly after it", () => {
    expect(pageOf(at(3), seen(), entries(3, 5), 10)).toEqual(page(entry(4), entry(5)));
    expect(pageOf(at(3), seen(), entries(3, 4), 1)).toEqual(page(entry(4)));
    expect(pageOf(at(3), seen(), entries(3, 5), 1)).toEqual(page(entry(4)));
    expect(pageOf(at(5), seen(), entries(5, 5), 10)).toEqual(page());
  });

  it("after a place whose entry is of another epoch has diverged, and says of which", () => {
    const { epoch } = entry(3);
    expect(pageOf(at(3, 6), seen(), entries(3, 5), 10)).toEqual(otherwise(epoch));
    expect(pageOf(at(5, 8), seen(), entries(5, 5), 10)).toEqual(otherwise(epoch));
  });

  it("after a place has diverged, even where something is trimmed too", () => {
    expect(pageOf(at(2, 6), seen(), [entry(2), entry(5)], 10)).toEqual(otherwise(entry(2).epoch));
  });

  it("with a hole is trimmed", () => {
    expect(pageOf(null, seen(), [], 10)).toEqual(refused("trimmed"));
    expect(pageOf(null, seen(), entries(2, 5), 10)).toEqual(refused("trimmed"));
    expect(pageOf(null, seen(), entries(2, 5), 4)).toEqual(refused("trimmed"));
    expect(pageOf(null, seen(), entries(1, 4), 10)).toEqual(refused("trimmed"));
    expect(pageOf(null, seen(), [entry(1), ...entries(3, 5)], 10)).toEqual(refused("trimmed"));
    expect(pageOf(null, seen(), [entry(1), entry(3), entry(4)], 3)).toEqual(refused("trimmed"));
    expect(pageOf(at(3), seen(), entries(4, 5), 10)).toEqual(refused("trimmed"));
    expect(pageOf(at(3), seen(), entries(4, 5), 1)).toEqual(refused("trimmed"));
    expect(pageOf(at(5), seen(), [], 10)).toEqual(refused("trimmed"));
  });

  it("ahead of a live head may be healed by the producer of that epoch, or one before", () => {
    expect(pageOf(at(6), seen(), [], 10)).toEqual(refused("ahead"));
    expect(pageOf(at(6, 8), seen(), [], 10)).toEqual(refused("ahead"));
  });

  it("ahead of a head of a later epoch, or an ended one, has diverged", () => {
    expect(pageOf(at(6, 6), seen(), [], 10)).toEqual(refused("diverged"));
    const ended = head({ terminal: "stopped" });
    expect(pageOf(at(6), { head: ended, now }, [], 10)).toEqual(refused("diverged", ended));
  });
});

describe("any page", () => {
  /** What a reader is owed, by the words of the port, from the whole log at once. */
  const owed = (after: Place | null, { head: met }: Seen, log: StoredEntry[], limit: number) => {
    if (!met) return left({ _tag: "not-found", now });
    const mine = after !== null && after.incarnation === met.incarnation ? after : null;
    const held = new Map(log.map((one) => [one.offset, one]));
    if (mine && mine.offset > met.offset) {
      const heals = !met.terminal && met.epoch <= mine.epoch;
      return left({ _tag: heals ? "ahead" : "diverged", head: met, now });
    }
    const own = mine && held.get(mine.offset);
    if (mine && own && own.epoch !== mine.epoch) {
      return left({ _tag: "diverged", head: met, now, epoch: own.epoch });
    }
    const first = (mine?.offset ?? 0) + 1;
    const last = Math.min(met.offset, first + limit - 1);
    const due = Array.from({ length: last - first + 1 }, (_, index) => held.get(first + index));
    if ((mine && !own) || due.includes(undefined)) return left({ _tag: "trimmed", head: met, now });
    return right({ head: met, now, entries: due });
  };

  const few = fc.integer({ min: 1, max: 3 });
  const scenes = fc.record({
    // Nearly always whole: each offset of the log is there nine times out of ten.
    log: fc.array(fc.record({ epoch: few, kept: fc.nat({ max: 9 }) }), {
      minLength: 1,
      maxLength: 8,
    }),
    after: fc.option(
      fc.record({
        incarnation: fc.constantFrom(ulid("AAA"), ulid("AAA"), ulid("AAA"), ulid("BBB")),
        epoch: few,
        offset: fc.integer({ min: 1, max: 10 }),
      }),
    ),
    limit: fc.integer({ min: 1, max: 9 }),
    extra: fc.nat({ max: 2 }),
    epoch: few,
    ended: fc.boolean(),
    gone: fc.nat({ max: 9 }).map((chance) => chance === 0),
  });

  it("is what the port promises", () => {
    fc.assert(
      fc.property(scenes, ({ log, after, limit, extra, epoch, ended, gone }) => {
        const stored = log.flatMap((one, index) =>
          one.kept > 0 ? [entry(index + 1, one.epoch)] : [],
        );
        const met = head({
          offset: log.length,
          epoch,
          ...(ended ? { terminal: "stopped" as const } : {}),
        });
        const looked: Seen = { head: gone ? null : met, now };
        const from = fetchFrom(after, looked);
        const fetched = stored.filter(({ offset }) => offset >= from).slice(0, limit + 1 + extra);
        expect(pageOf(after, looked, fetched, limit)).toEqual(owed(after, looked, stored, limit));
      }),
      { numRuns: 2_000 },
    );
  });
});
