import { setTimeout as pause } from "node:timers/promises";
import { type Adapter, isRight, type StreamId, unchanged } from "@segno/core";
import { startProxy } from "@segno/tools/proxy";
import { redisUrl } from "@segno/tools/test-redis";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { opened } from "./support/opened.ts";
import { rewinding } from "./support/rewinding.ts";
import { entriesOf, nextUlid, startProducer, terms } from "./support/writing.ts";

const snapshot = (prefix: string, id: StreamId): Promise<() => Promise<void>> => {
  const admin = new Redis(redisUrl());
  onTestFinished(() => admin.disconnect());
  return rewinding(admin, prefix)(id);
};

const takeOver = async ({ store }: Adapter, id: StreamId) => {
  // Epochs move with time: no failover is over within the millisecond in which it began.
  await pause(5);
  const { head } = await store.head(id);
  if (!head) throw new Error("no head");
  const producer = nextUlid();
  const batch = { entries: [], takeOver: { producer, ...terms } };
  const answer = await store.append(id, batch, unchanged(head));
  if (!isRight(answer)) throw new Error(answer.left._tag);
  return { _tag: "after", producer, ...answer.right.place } as const;
};

describe.each(["streams", "sorted set"] as const)("a store that forgot, %s", (kind) => {
  test("its producer sees the gap and where to go on, and heals it; a reader waits for that", async () => {
    const { store, prefix } = opened({ kind });
    const producer = await startProducer(store);
    await producer.write("2", "3");
    const rewind = await snapshot(prefix, producer.id);
    await producer.write("4", "5");
    const place = producer.place();
    const { incarnation, epoch } = place;
    await rewind();
    const read = () => store.read(producer.id, { incarnation, epoch, offset: 5 }, 10);
    expect(await read()).toMatchObject({ left: { _tag: "ahead", head: { offset: 3 } } });
    const gap = { left: { _tag: "gap", stored: 0, head: { offset: 3 } } };
    expect(await store.append(producer.id, { entries: ["6"] }, place)).toMatchObject(gap);
    const heal = { entries: ["4", "5", "6"] };
    expect(await store.append(producer.id, heal, { ...place, offset: 3 })).toMatchObject({
      right: { place: { offset: 6 }, duplicate: false },
    });
    expect(await read()).toMatchObject({ right: { entries: [{ offset: 6, entry: "6" }] } });
    expect(await entriesOf(store, producer.id)).toEqual([
      "1:started",
      "2:2",
      "3:3",
      "4:4",
      "5:5",
      "6:6",
    ]);
  });

  test("hole 6: a takeover that it forgot is not mistaken for the next one", async () => {
    const { adapter, store, prefix } = opened({ kind });
    const producer = await startProducer(store);
    const rewind = await snapshot(prefix, producer.id);
    const forgotten = await takeOver(adapter, producer.id);
    expect(isRight(await store.append(producer.id, { entries: ["y"] }, forgotten))).toBe(true);
    await rewind();
    const earlier = { left: { _tag: "gap", head: { epoch: 1 } } };
    expect(await store.append(producer.id, { entries: ["y", "y2"] }, forgotten)).toMatchObject(
      earlier,
    );
    const next = await takeOver(adapter, producer.id);
    expect(isRight(await store.append(producer.id, { entries: ["z"] }, next))).toBe(true);
    const late = await store.append(producer.id, { entries: ["y"] }, forgotten);
    expect(late).toMatchObject({ left: { _tag: "fenced", stored: 0 } });
    expect(await entriesOf(store, producer.id)).toEqual(["1:started", "2:z"]);
  });
});

test("a page is of one moment, even when it trickles in while a producer writes", async () => {
  const proxy = await startProxy(Number(new URL(redisUrl()).port));
  onTestFinished(() => proxy.close());
  const writing = opened();
  const { store } = opened({ prefix: writing.prefix, url: `redis://127.0.0.1:${proxy.port}` });
  const producer = await startProducer(writing.store);
  await store.head(producer.id);
  proxy.splitBytes(true);
  let running = true;
  const writer = (async () => {
    while (running) await producer.write("x");
  })();
  for (let i = 0; i < 20; i++) {
    const page = await store.read(producer.id, producer.place(), 50);
    if (!isRight(page)) throw new Error(page.left._tag);
    const { head, entries } = page.right;
    const last = entries.at(-1)?.offset;
    expect(last === undefined || last <= head.offset).toBe(true);
    const { head: at, log } = await store.expiry(producer.id);
    expect(at).toBe(log);
  }
  running = false;
  await writer;
});
