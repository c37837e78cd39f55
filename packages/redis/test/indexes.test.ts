import type { Catalogue, Head, HeadFilter, Incarnation, StreamId } from "@segno/core";
import { isRight, noStream, unchanged } from "@segno/core";
import { describe, expect, test } from "vitest";
import { createKeys } from "../src/keys.ts";
import { opened, template } from "./support/opened.ts";
import { nextUlid, startBatch, startProducer, streamId } from "./support/writing.ts";

const owner = "ann@example.org {1}";
const settings = { activeTtlMs: 60_000, endedTtlMs: 600_000 };

const page = async (catalogue: Catalogue, filter: HeadFilter) =>
  catalogue.list({ limit: 1000, filter });

const idsOf = async (catalogue: Catalogue, filter: HeadFilter): Promise<string[]> =>
  (await page(catalogue, filter)).streams.map(({ id }) => id).sort();

const look = (kind: "streams" | "sorted set" = "streams") => {
  const { adapter, store, prefix } = opened({ kind });
  const admin = template();
  const keys = createKeys(prefix);
  const { catalogue } = adapter;
  /** A start by hand: with an owner, and TTLs that a test can tell from others. */
  const begin = async (id = streamId(), of = owner, over = settings) => {
    const call = nextUlid();
    const start = { incarnation: call, producer: call, leaseMs: 10_000, ...over, owner: of };
    const answer = await store.append(id, { entries: ["started"], start }, noStream);
    return { id, call, taken: isRight(answer) };
  };
  return { store, catalogue, prefix, admin, keys, begin };
};

describe.each(["streams", "sorted set"] as const)("indexes beside %s", (kind) => {
  test("expire after all that they name, and later with signs of life", async () => {
    const { catalogue, admin, keys, begin } = look(kind);
    const before = Date.now();
    const { id, call } = await begin();
    const [least, most] = [2 * 60_000 + 600_000, 2 * 60_000 + 662_000];
    const at = await admin.pexpiretime(keys.owner(owner));
    expect(at).toBeGreaterThanOrEqual(before + least);
    expect(at).toBeLessThanOrEqual(Date.now() + most);
    expect(await admin.pexpiretime(keys.activityOf(id))).toBeLessThan(at);
    // One that is kept for a shorter time shortens nothing.
    await begin(undefined, owner, { activeTtlMs: 20_000, endedTtlMs: 1_000 });
    expect(await admin.pexpiretime(keys.owner(owner))).toBe(at);
    const kept = { incarnation: call, owner, activeTtlMs: 180_000, endedTtlMs: 600_000 };
    await catalogue.touch?.(id, kept);
    expect(await admin.pexpiretime(keys.owner(owner))).toBeGreaterThan(at + 100_000);
    expect(await idsOf(catalogue, { owner })).toContain(id);
  });

  test("a start that could not be listed is none", async () => {
    const { store, admin, keys, begin } = look(kind);
    await admin.set(keys.owner(owner), "foreign");
    const id = streamId();
    await expect(begin(id)).rejects.toMatchObject({ code: "store-unavailable" });
    expect((await store.head(id)).head).toBeNull();
    expect(await admin.exists(keys.head(id), keys.log(id), keys.activityOf(id))).toBe(0);
    await admin.unlink(keys.owner(owner));
    expect((await begin(id)).taken).toBe(true);
  });

  test("what ends is out of the activity index with its append, and owned as before", async () => {
    const { store, catalogue, admin, keys, begin } = look(kind);
    const { id, call } = await begin();
    const end = { terminal: "stopped", closer: nextUlid() } as const;
    const live = { _tag: "live", incarnation: call } as const;
    expect(await admin.hexists(keys.activityOf(id), id)).toBe(1);
    await store.append(id, { entries: ["stopped"], end }, live);
    expect(await admin.exists(keys.activityOf(id))).toBe(0);
    expect(await idsOf(catalogue, { owner })).toEqual([id]);
    await store.remove(id, call);
    expect(await admin.exists(keys.owner(owner))).toBe(0);
  });

  test("what is gone by itself is taken out by who reads", async () => {
    const { catalogue, admin, keys, begin } = look(kind);
    const [gone, stays] = [await begin(), await begin()];
    await admin.unlink(keys.head(gone.id), keys.log(gone.id));
    for (const filter of [{ owner }, { only: "active" }] as const) {
      expect(await idsOf(catalogue, filter)).toEqual([stays.id]);
    }
    expect(await admin.hkeys(keys.owner(owner))).toEqual([stays.id]);
    const active = await Promise.all(keys.activities.map((key) => admin.hkeys(key)));
    expect(active.flat()).toEqual([stays.id]);
  });
});

test("what nobody reads is cleared away by starts, little by little", async () => {
  const { admin, keys, begin } = look();
  const over = Array.from({ length: 300 }, (_, at) => [`old-${at}`, `1700000000 0 ${nextUlid()}`]);
  await admin.hset(keys.owner(owner), ...over.flat());
  for (let at = 0; at < 600; at++) await begin();
  const left = (await admin.hkeys(keys.owner(owner))).filter((id) => id.startsWith("old-"));
  expect(left.length).toBeLessThan(150);
  expect(await admin.hlen(keys.owner(owner))).toBe(600 + left.length);
});

test("of a start that may be on its way nothing is taken out, until it is settled", async () => {
  const { catalogue, admin, keys } = look();
  const now = Math.floor(Date.now() / 1000);
  const [coming, never] = [streamId(), streamId()];
  await admin.hset(keys.owner(owner), coming, `${now + 600} ${now + 60} ${nextUlid()}`);
  await admin.hset(keys.owner(owner), never, `${now + 600} ${now - 1} ${nextUlid()}`);
  expect(await page(catalogue, { owner })).toMatchObject({ streams: [], unsettled: [coming] });
  expect(await admin.hkeys(keys.owner(owner))).toEqual([coming]);
});

test("a sign of life puts back what was lost, and leaves to another life what is its own", async () => {
  const { catalogue, admin, keys, begin } = look();
  const { id, call } = await begin();
  await admin.unlink(keys.owner(owner), keys.activityOf(id));
  await catalogue.touch?.(id, { incarnation: call, owner, ...settings });
  expect(await idsOf(catalogue, { owner, only: "active" })).toEqual([id]);
  const late = { incarnation: nextUlid() as Incarnation, owner, ...settings };
  await catalogue.touch?.(id, late);
  expect(await admin.hget(keys.owner(owner), id)).toContain(call);
});

test("one that was begun anew by another owner is taken out of the first one's index by who reads it", async () => {
  const { store, catalogue, admin, keys, begin } = look();
  const { id } = await begin();
  const { head } = await store.head(id);
  const call = nextUlid();
  const start = { incarnation: call, producer: call, leaseMs: 10_000, ...settings, owner: "bob" };
  await store.append(id, { entries: ["started"], start }, unchanged(head as Head));
  expect(await admin.hkeys(keys.owner(owner))).toEqual([id]);
  expect(await idsOf(catalogue, { owner })).toEqual([]);
  expect(await admin.exists(keys.owner(owner))).toBe(0);
  expect(await idsOf(catalogue, { owner: "bob" })).toEqual([id]);
});

test("what is in an index, and is none of ours, is passed over", async () => {
  const { catalogue, admin, keys, begin } = look();
  const { id } = await begin();
  await admin.hset(keys.owner(owner), "not an id", "1 0 x", "a", "", "b", "foreign", id, "foreign");
  expect(await idsOf(catalogue, { owner })).toEqual([]);
  await admin.hset(keys.owner(owner), id, `1 0 ${nextUlid()}`);
  expect(await idsOf(catalogue, { owner })).toEqual([id]);
});

test("no key's name says who owns something", async () => {
  const { admin, prefix, begin } = look();
  await begin();
  const names = await admin.keys(`${prefix}*`);
  expect(names.length).toBe(4);
  expect(names.filter((name) => name.includes("ann"))).toEqual([]);
});

test.each(["o.0.0", "a.1.0", "a.0.x", "o.99.0", "a.0.0", "o.1.0", "a.9.0"])(
  "a cursor %j of another kind of list is refused",
  async (cursor) => {
    const { catalogue } = look();
    const filters: HeadFilter[] = [{ owner }, { only: "active" }, {}];
    const fits = /^o\.0\.\d+$/.test(cursor) ? 0 : /^a\.[0-7]\.\d+$/.test(cursor) ? 1 : -1;
    for (const [at, filter] of filters.entries()) {
      if (at === fits) continue;
      const asked = (async () => catalogue.list({ limit: 10, filter, cursor }))();
      await expect(asked).rejects.toMatchObject({ code: "invalid-cursor" });
    }
  },
);

test("a walk through thousands of active streams visits every index, a page at a time", async () => {
  const { store, catalogue } = look();
  const ids = new Set<StreamId>();
  for (let at = 0; at < 1_500; at++) ids.add((await startProducer(store)).id);
  const found = new Set<StreamId>();
  let cursor: string | null = null;
  let pages = 0;
  do {
    const asked = { limit: 100, filter: { only: "active" } } as const;
    const got: Awaited<ReturnType<typeof catalogue.list>> = await catalogue.list(
      cursor === null ? asked : { ...asked, cursor },
    );
    expect(got.streams.length).toBeLessThan(900);
    for (const { id } of got.streams) found.add(id);
    cursor = got.cursor;
    pages += 1;
  } while (cursor !== null);
  expect([...found].sort()).toEqual([...ids].sort());
  expect(pages).toBeGreaterThan(3);
});

test("what a stream takes is what its keys take, and null where there is none", async () => {
  const { store, catalogue, admin, keys } = look();
  const { id, write } = await startProducer(store);
  await write("a".repeat(10_000));
  const sizes = await Promise.all(
    [keys.head(id), keys.log(id)].map(async (key) => Number(await admin.memory("USAGE", key))),
  );
  const sum = sizes.reduce((a, b) => a + b, 0);
  expect(sum).toBeGreaterThan(10_000);
  expect(await catalogue.bytes?.([id, streamId()])).toEqual([sum, null]);
});

test("starts of no owner are found among the active alone", async () => {
  const { store, catalogue, admin, prefix } = look();
  const id = streamId();
  await store.append(id, startBatch(), noStream);
  expect(await idsOf(catalogue, { only: "active" })).toEqual([id]);
  expect((await admin.keys(`${prefix}*`)).length).toBe(3);
});
