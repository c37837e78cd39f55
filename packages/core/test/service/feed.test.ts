import {
  type AppendedNotice,
  createCodec,
  defaultSettings,
  type Head,
  type Incarnation,
  type Page,
} from "@segno/core";
import { describe, expect, it } from "vitest";
import type { Context } from "../../src/service/context.ts";
import { Feed } from "../../src/service/feed.ts";

const life = "01ARZ3NDEKTSV4RRFFQ69G5FAV" as Incarnation;
const other = "01ARZ3NDEKTSV4RRFFQ69G5FAW" as Incarnation;
const codec = createCodec<number>({});
const context = { codec, settings: defaultSettings } as unknown as Context<number>;

const entryOf = (data: number): string => {
  const encoded = codec.chunk(data, 0);
  if (encoded._tag === "Left") throw new Error("no entry");
  return encoded.right;
};
const headOf = (offset: number, incarnation = life): Head =>
  ({ incarnation, startedAt: 0, offset, leaseUntil: 0, leaseMs: 0, activeTtlMs: 1 }) as Head;
const notice = (
  first: number,
  last: number,
  more: Partial<AppendedNotice> = {},
): AppendedNotice => ({
  _tag: "appended",
  incarnation: life,
  epoch: 1,
  first,
  last,
  entries: Array.from({ length: last - first + 1 }, (_, at) => entryOf(first + at)),
  ...more,
});
const pageOf = (from: number, to: number, epoch = 1): Page => ({
  head: headOf(to),
  now: 0,
  entries: Array.from({ length: to - from + 1 }, (_, at) => ({
    offset: from + at,
    epoch,
    entry: entryOf(from + at),
  })),
});

/** One whose last event is at offset 4. */
const feedAt4 = (): Feed<number> => {
  const feed = new Feed(context, "a" as never);
  feed.see(headOf(4));
  feed.reset({ incarnation: life, epoch: 1, offset: 4 });
  return feed;
};

/** Everything after offset 4, as a follower would get it. */
const dataOf = (feed: Feed<number>): unknown[] => {
  const data: unknown[] = [];
  for (let at = 4, epoch = 1; ; at++) {
    const held = feed.after(life, epoch, at);
    if (!held) return data;
    epoch = held.epoch;
    data.push(held.event.type === "chunk" ? held.event.data : held.event.type);
    expect(held.event.offset).toBe(at + 1);
  }
};

describe("a notice", () => {
  it.each<[string, AppendedNotice, number[]]>([
    ["of the next event", notice(5, 5), [5]],
    ["of the next few", notice(5, 7), [5, 6, 7]],
    ["of some that are known and some that are not", notice(3, 6), [5, 6]],
    ["of what is known", notice(3, 4), []],
    ["of what is known, without the entries", { ...notice(3, 4), entries: [] }, []],
  ])("%s is taken", (_, heard, data) => {
    const feed = feedAt4();
    expect(feed.takeNotice(heard)).toBe(true);
    expect(dataOf(feed)).toEqual(data);
    expect(feed.tail()).toEqual({ incarnation: life, epoch: 1, offset: 4 + data.length });
  });

  it.each<[string, AppendedNotice]>([
    ["after a gap", notice(6, 6)],
    ["of another life", notice(5, 5, { incarnation: other })],
    ["of another epoch", notice(5, 5, { epoch: 2 })],
    ["that names the range alone", (({ entries: _, ...bare }) => bare)(notice(5, 5))],
    ["that cannot be read", notice(5, 5, { entries: ["?"] })],
  ])("%s is not", (_, heard) => {
    const feed = feedAt4();
    expect(feed.takeNotice(heard)).toBe(false);
    expect(dataOf(feed)).toEqual([]);
  });

  it("is not, before a head of its life was seen", () => {
    const feed = new Feed(context, "a" as never);
    expect(feed.takeNotice(notice(5, 5))).toBe(false);
    feed.see(headOf(4, other));
    feed.reset({ incarnation: life, epoch: 1, offset: 4 });
    expect(feed.takeNotice(notice(5, 5))).toBe(false);
    expect(feed.takeNotice(notice(4, 4))).toBe(false);
  });
});

describe("a page", () => {
  const asked = { incarnation: life, epoch: 1, offset: 4 };

  it("is taken as far as notices have not been faster", () => {
    for (const known of [4, 5, 6, 7, 8]) {
      const feed = feedAt4();
      if (known > 4) feed.takeNotice(notice(5, known));
      expect(feed.takePage(pageOf(5, 7), asked)).toBe(Math.max(0, 7 - known));
      expect(dataOf(feed)).toEqual([5, 6, 7, 8].slice(0, Math.max(3, known - 4)));
    }
  });

  it("of a later epoch goes on from there, and does not fit what another epoch has written", () => {
    const feed = feedAt4();
    expect(feed.takePage(pageOf(5, 6, 2), asked)).toBe(2);
    expect(dataOf(feed)).toEqual([5, 6]);
    expect(feed.takePage(pageOf(5, 7, 3), asked)).toBeNull();
  });

  it("of another life, or that cannot be read, does not continue it", () => {
    const feed = feedAt4();
    expect(feed.takePage({ ...pageOf(5, 6), head: headOf(6, other) }, asked)).toBeNull();
    const [good] = pageOf(5, 5).entries;
    const bad = { ...pageOf(5, 5), entries: [{ ...good, entry: "?" }] } as Page;
    expect(feed.takePage(bad, asked)).toBeNull();
  });
});

it("a feed that was shed ends where it did, and holds nothing before", () => {
  const feed = feedAt4();
  feed.takeNotice(notice(5, 6));
  feed.shed();
  expect(feed.after(life, 1, 5)).toBeUndefined();
  expect(feed.after(life, 1, 6)).toBeNull();
  expect(feed.takeNotice(notice(7, 7))).toBe(true);
  expect(feed.after(life, 1, 6)).toMatchObject({ event: { data: 7 } });
});

it("keeps nothing of what everybody has taken, and goes on behind it", () => {
  const feed = feedAt4();
  feed.takeNotice(notice(5, 7));
  feed.clear();
  expect(feed.after(life, 1, 5)).toBeUndefined();
  expect(feed.after(life, 1, 7)).toBeNull();
  feed.clear();
  expect(feed.takeNotice(notice(8, 9))).toBe(true);
  expect(feed.after(life, 1, 7)?.event).toMatchObject({ data: 8 });
  expect(feed.after(life, 1, 8)?.event).toMatchObject({ data: 9 });
  expect(feed.after(life, 2, 7)).toBeUndefined();
});
