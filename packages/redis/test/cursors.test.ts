import type { Cursors, ReaderId, StreamId } from "@segno/core";
import { describe, expect, test } from "vitest";
import { createKeys } from "../src/keys.ts";
import { type Kind, opened, template } from "./support/opened.ts";
import { readerId, startProducer } from "./support/writing.ts";

const ann = readerId("ann");

/** A stream that one reader has read the first event of. */
const readOnce = async (kind: Kind) => {
  const { adapter, store, prefix } = opened({ kind });
  const { cursors } = adapter;
  if (!cursors) throw new Error("It keeps places.");
  const admin = template();
  const keys = createKeys(prefix);
  const producer = await startProducer(store);
  const { id, call: incarnation } = producer;
  const first = { incarnation, epoch: 1, offset: 1 };
  expect(await cursors.advance(id, ann, first)).toMatchObject({ _tag: "Right" });
  return { store, cursors, admin, keys, producer, id, first };
};

/** A whole walk: other tests have keys on the server too. */
const forgotten = async ({ forget }: Cursors, reader: ReaderId): Promise<StreamId[]> => {
  const found: StreamId[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await forget(reader, { limit: 1_000, ...(cursor && { cursor }) });
    found.push(...page.streams);
    cursor = page.cursor;
  }
  return found;
};

describe.each(["streams", "sorted set"] as const)("places of readers, %s", (kind) => {
  test("a stream that nobody acknowledges has no key for them", async () => {
    const { store, prefix } = opened({ kind });
    const producer = await startProducer(store);
    await producer.write("a");
    await producer.write();
    await producer.end();
    expect((await template().keys(`${prefix}:*`)).length).toBe(2);
  });

  test("beside a head that was evicted they are not answered, and a start drops them", async () => {
    const { store, cursors, admin, keys, id, first } = await readOnce(kind);
    await admin.unlink(keys.head(id));
    expect(await cursors.read(id, ann)).toMatchObject({ incarnation: null, reading: null });
    expect(await cursors.advance(id, ann, first)).toMatchObject({ left: { _tag: "not-found" } });
    expect(await admin.pexpiretime(keys.cursors(id))).toBeGreaterThan(0);
    await startProducer(store, id);
    expect(await admin.exists(keys.cursors(id))).toBe(0);
  });

  test("of another life, whoever left them there, they are not answered and are written over", async () => {
    const { cursors, admin, keys, producer, id } = await readOnce(kind);
    await producer.write("a", "b");
    await admin.hset(keys.cursors(id), ann, "01ARZ3NDEKTSV4RRFFQ69G5FAV 1 3 1700000000000 9000");
    expect((await cursors.read(id, ann)).reading).toBeNull();
    const second = { ...producer.place(), offset: 2 };
    const answer = await cursors.advance(id, ann, second);
    expect(answer).toMatchObject({ right: { reading: { place: { offset: 2 }, leaseMs: null } } });
  });

  test("once evicted they come back with the expiry of their stream", async () => {
    const { cursors, admin, keys, id, first } = await readOnce(kind);
    await admin.unlink(keys.cursors(id));
    await cursors.advance(id, ann, first);
    expect(await admin.pexpiretime(keys.cursors(id))).toBe(await admin.pexpiretime(keys.head(id)));
  });

  test("something foreign under their name is reported, and a walk passes it over", async () => {
    const { store, cursors, admin, keys, id, first } = await readOnce(kind);
    const other = await startProducer(store);
    await cursors.advance(other.id, ann, { ...first, incarnation: other.call });
    await admin.set(keys.cursors(id), "foreign");
    const broken = { code: "store-unavailable", message: expect.stringContaining("WRONGTYPE") };
    await expect(cursors.advance(id, ann, first)).rejects.toMatchObject(broken);
    await expect(cursors.read(id, ann)).rejects.toMatchObject({ message: broken.message });
    expect(await forgotten(cursors, ann)).toEqual([other.id]);
    expect(await admin.get(keys.cursors(id))).toBe("foreign");
  });

  test("once a stream is compacted its places are as they were, and moved as before", async () => {
    const { adapter, store } = opened({ kind });
    const { cursors, compact } = adapter;
    if (!cursors || !compact) throw new Error("It keeps places, and compacts.");
    const producer = await startProducer(store);
    const { id, call: incarnation } = producer;
    await producer.write(...Array.from({ length: 200 }, (_, n) => `c{"content":"word ${n}"}`));
    await producer.end();
    const at = (offset: number, epoch = 1) => ({ incarnation, epoch, offset });
    await cursors.advance(id, ann, at(20));
    expect(await compact(id, incarnation)).toBe("compacted");
    expect((await cursors.read(id, ann)).reading?.place).toEqual(at(20));
    for (const offset of [21, 150, 202]) {
      expect(await cursors.advance(id, ann, at(offset))).toMatchObject({
        right: { reading: { place: at(offset) } },
      });
    }
    expect(await cursors.advance(id, ann, at(150, 2))).toMatchObject({
      left: { _tag: "diverged" },
    });
    const { head, cursors: places } = await store.expiry(id);
    expect(places).toBe(head);
  });

  test("what a reader takes in memory is bounded by what a name may be", async () => {
    const { cursors, admin, keys, id, first } = await readOnce(kind);
    for (let n = 0; n < 1_000; n++) {
      const name = readerId(`${String(n).padStart(4, "0")}${"🎼".repeat(124)}`);
      await cursors.advance(id, name, first);
    }
    const bytes = Number(await admin.memory("USAGE", keys.cursors(id), "SAMPLES", "0"));
    expect(bytes / 1_000).toBeLessThan(800);
  });
});
