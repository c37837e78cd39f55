import { type EventStore, isRight, type StreamId } from "@segno/core";
import { describe, expect, test } from "vitest";
import { createKeys } from "../src/keys.ts";
import { unitsOf } from "../src/store/units.ts";
import { opened, template } from "./support/opened.ts";
import { entriesOf, startProducer } from "./support/writing.ts";

const entry = (n: number, length = 100): string => `c${n}-`.padEnd(length, "x");
const entries = (count: number, length?: number): string[] =>
  Array.from({ length: count }, (_, n) => entry(n, length));

/** How many entries each unit of a batch has. */
const sizes = (batch: readonly string[]): number[] =>
  unitsOf(batch).filter((part) => typeof part === "number");

test("a batch is cut where its units would take more than 1,000 characters, or 8,000 of so many", () => {
  expect(unitsOf([])).toEqual([]);
  expect(unitsOf(["a"])).toEqual([1, "a"]);
  expect(unitsOf(["a", "b"])).toEqual([2, "a\nb"]);
  expect(sizes(entries(10))).toEqual([10]);
  expect(sizes(entries(11))).toEqual([10, 1]);
  expect(sizes(entries(100))).toEqual([80, 10, 10]);
  expect(sizes(entries(3, 900))).toEqual([1, 1, 1]);
  expect(sizes(entries(2, 9_000))).toEqual([1, 1]);
});

describe("stored in units", () => {
  const written = async (...batches: string[][]) => {
    const { store, prefix } = opened({ kind: "streams" });
    const producer = await startProducer(store);
    for (const batch of batches) await producer.write(...batch);
    return { store, producer, log: createKeys(prefix).log(producer.id) };
  };

  const offsetsOf = async (store: EventStore, id: StreamId, after: number, limit: number) => {
    const { head } = await store.head(id);
    if (!head) throw new Error("no head");
    const { incarnation, epoch } = head;
    const place = after === 0 ? null : { incarnation, epoch, offset: after };
    const page = await store.read(id, place, limit);
    if (!isRight(page)) throw new Error(page.left._tag);
    return page.right.entries.map(({ offset }) => offset);
  };

  test("a page begins after any event and ends with any", async () => {
    const { store, producer, log } = await written(entries(23), entries(1), entries(200));
    const last = 1 + 23 + 1 + 200;
    expect(await template().xlen(log)).toBeLessThan(20);
    for (const after of [0, 1, 2, 11, 12, 23, 24, 25, 26, 100, 105, last - 1, last]) {
      for (const limit of [1, 2, 9, 10, 11, 50, 300]) {
        const due = Math.min(limit, last - after);
        const expected = Array.from({ length: due }, (_, n) => after + 1 + n);
        expect(await offsetsOf(store, producer.id, after, limit)).toEqual(expected);
      }
    }
  });

  test("a batch that is sent again, and is longer, adds what is new", async () => {
    const { store, producer } = await written();
    const place = producer.place();
    const all = entries(40);
    await store.append(producer.id, { entries: all.slice(0, 15) }, place);
    expect(await store.append(producer.id, { entries: all }, place)).toMatchObject({
      right: { place: { offset: 41 }, duplicate: false },
    });
    expect(await store.append(producer.id, { entries: all }, place)).toMatchObject({
      right: { place: { offset: 41 }, duplicate: true },
    });
    const expected = all.map((one, n) => `${n + 2}:${one}`);
    expect((await entriesOf(store, producer.id)).slice(1)).toEqual(expected);
  });

  test("a refusal says how many were stored, also where that is a part of a unit", async () => {
    const { store, producer } = await written();
    const place = producer.place();
    await store.append(producer.id, { entries: entries(15) }, place);
    const end = { ...place, offset: 16 };
    const terminal = { terminal: "completed", closer: producer.call } as const;
    await store.append(producer.id, { entries: ["end"], end: terminal }, end);
    for (const [from, sent, stored] of [
      [1, 30, 15],
      [5, 30, 11],
      [15, 30, 1],
    ] as const) {
      const answer = await store.append(
        producer.id,
        { entries: entries(sent) },
        { ...place, offset: from },
      );
      expect(answer).toMatchObject({ left: { _tag: "closed", stored: stored + 1 } });
    }
  });

  test("where a unit is missing, the log is trimmed", async () => {
    const { store, producer, log } = await written(entries(35));
    const [, , second] = await template().xrange(log, "-", "+");
    await template().xdel(log, second?.[0] ?? "");
    const page = await store.read(producer.id, null, 100);
    expect(page).toMatchObject({ left: { _tag: "trimmed" } });
  });
});
