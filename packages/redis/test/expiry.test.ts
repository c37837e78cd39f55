import { isRight, unchanged } from "@segno/core";
import { describe, expect, test } from "vitest";
import { createKeys } from "../src/keys.ts";
import { opened, template } from "./support/opened.ts";
import { nextUlid, startProducer, terms } from "./support/writing.ts";

/** A head whose next expiry is already over when Redis sets it, as a very short TTL's may be. */
const overdue = async (kind: "streams" | "sorted set") => {
  const { store, prefix } = opened({ kind });
  const admin = template();
  const keys = createKeys(prefix);
  const producer = await startProducer(store);
  const { id } = producer;
  const term = await admin.hget(keys.head(id), "x");
  await admin.hset(keys.head(id), { x: `${term} brief`, a: -1000, d: -1000 });
  const { head } = await store.head(id);
  if (!head) throw new Error("no head");
  return { store, producer, id, head, left: () => admin.exists(keys.head(id), keys.log(id)) };
};

describe.each(["streams", "sorted set"] as const)("what is over leaves nothing, %s", (kind) => {
  test.each([
    ["a heartbeat", []],
    ["a chunk", ["a"]],
  ])("%s", async (_, entries) => {
    const { producer, left } = await overdue(kind);
    await producer.write(...entries);
    expect(await left()).toBe(0);
  });

  test("a copy of what is stored", async () => {
    const { store, producer, id, left } = await overdue(kind);
    const copy = { ...producer.place(), offset: 0 };
    expect(await store.append(id, { entries: ["started"] }, copy)).toMatchObject({
      right: { duplicate: true },
    });
    expect(await left()).toBe(0);
  });

  test("a bare ending, the producer's and a stop", async () => {
    const { producer, left } = await overdue(kind);
    await producer.end();
    expect(await left()).toBe(0);
    const stopped = await overdue(kind);
    const stop = {
      entries: ["stopped"],
      end: { terminal: "stopped", closer: nextUlid() },
    } as const;
    const live = { _tag: "live", incarnation: stopped.head.incarnation } as const;
    expect(isRight(await stopped.store.append(stopped.id, stop, live))).toBe(true);
    expect(await stopped.left()).toBe(0);
  });

  test("a takeover, and a start in the place of what has ended", async () => {
    const taken = await overdue(kind);
    const producer = nextUlid();
    const gone = { ...terms, activeTtlMs: -1000 };
    const takeOver = { producer, ...gone };
    const answer = await taken.store.append(
      taken.id,
      { entries: [], takeOver },
      unchanged(taken.head),
    );
    expect(isRight(answer)).toBe(true);
    expect(await taken.left()).toBe(0);

    const { store, prefix } = opened({ kind });
    const keys = createKeys(prefix);
    const ended = await startProducer(store);
    await ended.end();
    const { head } = await store.head(ended.id);
    if (!head) throw new Error("no head");
    const start = { incarnation: producer, producer, ...gone };
    const again = { entries: ["started"], start };
    expect(isRight(await store.append(ended.id, again, unchanged(head)))).toBe(true);
    expect(await template().exists(keys.head(ended.id), keys.log(ended.id))).toBe(0);
  });
});

test.each(["streams", "sorted set"] as const)(
  "a log that was evicted alone comes back with an expiry, %s",
  async (kind) => {
    const { store, prefix } = opened({ kind });
    const admin = template();
    const keys = createKeys(prefix);
    const producer = await startProducer(store);
    // At least the second of these falls into the same second as the append before it.
    for (let n = 0; n < 2; n++) {
      await admin.unlink(keys.log(producer.id));
      await producer.write(`${n}`);
      const ats = [keys.head, keys.log].map((key) => admin.pexpiretime(key(producer.id)));
      const [head, log] = await Promise.all(ats);
      expect(log).toBe(head);
      expect(log).toBeGreaterThan(0);
    }
  },
);
