import { randomBytes } from "node:crypto";
import {
  createStreams,
  type EventStore,
  type Incarnation,
  isRight,
  type Recorded,
  type StreamId,
} from "@segno/core";
import { startProxy } from "@segno/tools/proxy";
import { redisUrl } from "@segno/tools/test-redis";
import { describe, expect, onTestFinished, test } from "vitest";
import { createKeys } from "../src/keys.ts";
import { opened, template } from "./support/opened.ts";
import { entriesOf, startProducer } from "./support/writing.ts";

const kinds = ["streams", "sorted set"] as const;

const words = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `cAB{"content":"word ${n % 97} of many "}`);

/** A stream of some batches, one of them of a second epoch, that has ended. */
const ended = async (kind: (typeof kinds)[number], batches = [1, 5, 200, 37, 256, 1, 1, 300]) => {
  const { adapter, store, prefix } = opened({ kind });
  const producer = await startProducer(store);
  for (const count of batches) {
    for (let left = count; left > 0; left -= 256)
      await producer.write(...words(Math.min(left, 256)));
  }
  await producer.end();
  const { compact } = adapter;
  if (!compact) throw new Error("no compaction");
  const keys = createKeys(prefix);
  return {
    store,
    producer,
    keys,
    id: producer.id,
    compact: () => compact(producer.id, producer.call),
  };
};

const pageAt = async (store: EventStore, id: StreamId, after: number, limit: number) => {
  const { head } = await store.head(id);
  if (!head) throw new Error("no head");
  const { incarnation, epoch } = head;
  const page = await store.read(id, after ? { incarnation, epoch, offset: after } : null, limit);
  if (!isRight(page)) throw new Error(page.left._tag);
  return page.right.entries;
};

describe.each(kinds)("compaction, %s", (kind) => {
  test("leaves every page as it was, in a fifth of the space, with the same expiry", async () => {
    const { store, id, keys, compact } = await ended(kind);
    const admin = template();
    const before = await entriesOf(store, id);
    const bytes = async () => Number(await admin.memory("USAGE", keys.log(id), "SAMPLES", "0"));
    const [expires, large] = [await admin.pexpiretime(keys.log(id)), await bytes()];
    const places = [0, 1, 2, 7, 100, 255, 256, 257, 700, before.length - 1, before.length];
    const pages = () =>
      Promise.all(places.flatMap((at) => [1, 3, 300].map((limit) => pageAt(store, id, at, limit))));
    const asked = await pages();
    expect(await compact()).toBe("compacted");
    expect(await entriesOf(store, id)).toEqual(before);
    expect(await pages()).toEqual(asked);
    expect(await admin.pexpiretime(keys.log(id))).toBe(expires);
    expect((await bytes()) / large).toBeLessThan(0.2);
    expect(await compact()).toBe("compacted");
    expect(await entriesOf(store, id)).toEqual(before);
  });

  test("by several at once is done once, and a reader in the middle notices nothing", async () => {
    const { store, id, keys, compact } = await ended(kind);
    const before = await entriesOf(store, id);
    const seen: string[] = [];
    const read = async () => {
      for (;;) {
        const page = await pageAt(store, id, seen.length, 13);
        if (page.length === 0) return;
        seen.push(...page.map(({ offset, entry }) => `${offset}:${entry}`));
      }
    };
    const [, ...done] = await Promise.all([read(), compact(), compact(), compact()]);
    expect(done).toEqual(["compacted", "compacted", "compacted"]);
    expect(seen).toEqual(before);
    const drafts = await template().keys(`${keys.log(id).slice(0, -1)}t*`);
    expect(drafts).toEqual([]);
  });

  test("knows again what is sent once more", async () => {
    const { store, id, producer, compact } = await ended(kind, [300]);
    await compact();
    const place = { ...producer.place(), offset: 1 };
    for (const count of [1, 100, 256]) {
      const again = await store.append(id, { entries: words(count) }, place);
      expect(again).toMatchObject({ right: { duplicate: true } });
    }
    const beyond = { ...place, offset: 250 };
    expect(await store.append(id, { entries: words(256) }, beyond)).toMatchObject({
      left: { _tag: "closed", stored: 52 },
    });
  });

  test("touches neither a living stream nor another life", async () => {
    const { adapter, store } = opened({ kind });
    const producer = await startProducer(store);
    await producer.write(...words(20));
    const before = await entriesOf(store, producer.id);
    expect(await adapter.compact?.(producer.id, producer.call)).toBe("active");
    const other = "01ARZ3NDEKTSV4RRFFQ69G5FAV" as Incarnation;
    expect(await adapter.compact?.(producer.id, other)).toBe("changed");
    expect(await adapter.compact?.("nobody" as StreamId, other)).toBe("not-found");
    expect(await entriesOf(store, producer.id)).toEqual(before);
  });

  test("of a log that is gone says so", async () => {
    const { id, keys, compact } = await ended(kind, [5]);
    await template().del(keys.log(id));
    await expect(compact()).rejects.toMatchObject({ code: "trimmed" });
  });

  test("leaves nothing that stays, wherever its line is cut", async () => {
    const { adapter, prefix } = opened({ kind });
    const streams = createStreams<string>(adapter);
    await streams.run("a", async (run) => {
      for (let n = 0; n < 900; n++) {
        await run.ready;
        run.write(randomBytes(100).toString("hex"));
      }
    });
    const proxy = await startProxy(Number(new URL(redisUrl()).port));
    onTestFinished(() => proxy.close());
    const far = opened({ kind, prefix, url: `redis://127.0.0.1:${proxy.port}` });
    const { incarnation } = await streams.describe("a");
    const admin = template();
    // Its draft arrives piece by piece: what stands at any moment is what a cut would leave.
    proxy.throttle(300_000);
    const compacting = far.adapter.compact?.("a" as StreamId, incarnation);
    const left: number[] = [];
    let done = false;
    const over = compacting?.finally(() => {
      done = true;
    });
    while (!done) {
      for (const key of await admin.keys(`${prefix}:{a}:t*`)) left.push(await admin.pttl(key));
    }
    expect(await over).toBe("compacted");
    expect(left.filter((ttl) => ttl === -1)).toEqual([]);
  });

  test("of a service: whoever ends a stream makes it small, and a replay gives the same", async () => {
    const { adapter } = opened({ kind });
    const streams = createStreams<string>({ ...adapter, compactAtEnd: true });
    onTestFinished(() => streams.close());
    const large = "all about the sea, ".repeat(40);
    const text = ({ data }: { data: string }) => data;
    const chunks = async (follow: AsyncIterable<Recorded<string>>) => {
      const seen: string[] = [];
      for await (const event of follow) if (event.type === "chunk") seen.push(text(event));
      return seen;
    };
    const live = chunks(streams.follow("a"));
    await streams.run("a", async (run) => {
      for (let n = 0; n < 50; n++) await run.write(`${n} ${large}`);
    });
    const expected = Array.from({ length: 50 }, (_, n) => `${n} ${large}`);
    expect(await live).toEqual(expected);
    expect(await chunks(streams.follow("a"))).toEqual(expected);
    await expect(streams.compact("nobody")).rejects.toMatchObject({ code: "not-found" });
    const writer = await streams.start("b");
    expect(await streams.compact("b")).toBe("active");
    await writer.complete();
  });
});

test("what consumer groups have places in stays as it is", async () => {
  const { adapter } = opened({ kind: "streams" });
  const streams = createStreams<string>(adapter);
  onTestFinished(() => streams.close());
  await streams.run("a", (run) => run.write("one"));
  const seen: string[] = [];
  for await (const delivery of streams.consume("a", { group: "g", consumer: "c" })) {
    seen.push(delivery.event.type);
    await delivery.ack();
  }
  expect(seen).toEqual(["started", "chunk", "completed"]);
  expect(await streams.compact("a")).toBe("grouped");
});

test("a group may come to what was compacted", async () => {
  const { adapter } = opened({ kind: "streams" });
  const streams = createStreams<string>(adapter);
  onTestFinished(() => streams.close());
  await streams.run("a", (run) => Promise.all(["one", "two", "three"].map((w) => run.write(w))));
  expect(await streams.compact("a")).toBe("compacted");
  const seen: unknown[] = [];
  for await (const { event, ack } of streams.consume("a", { group: "g", consumer: "c" })) {
    seen.push(event.type === "chunk" ? event.data : event.type);
    await ack();
  }
  expect(seen).toEqual(["started", "one", "two", "three", "completed"]);
});
