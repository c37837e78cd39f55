import { createStreams, isRight } from "@segno/core";
import { redisSortedSet } from "@segno/redis";
import RedisMock from "ioredis-mock";
import { expect, onTestFinished, test } from "vitest";
import { entriesOf, nextUlid, startProducer, streamId, until } from "./support/writing.ts";

/** Smoke: ioredis-mock proves wiring, not the adapter; the laws run on a real server. */
const opened = () => {
  const adapter = redisSortedSet(new RedisMock());
  onTestFinished(() => adapter.close());
  return adapter;
};

test("smoke, ioredis-mock: append, notices, read, stop", async () => {
  const { store, notifier, catalogue } = opened();
  const id = streamId();
  const heard: unknown[] = [];
  const told: unknown[] = [];
  await notifier.subscribe(id, "events", (notice) => heard.push(notice));
  await notifier.subscribe(id, "control", (notice) => told.push(notice));
  const producer = await startProducer(store, id);
  await producer.write("a", "b");
  await producer.write();
  const stop = { entries: ["stopped"], end: { terminal: "stopped", closer: nextUlid() } } as const;
  const live = { _tag: "live", incarnation: producer.call } as const;
  expect(isRight(await store.append(id, stop, live))).toBe(true);
  expect(await entriesOf(store, id)).toEqual(["1:started", "2:a", "3:b", "4:stopped"]);
  expect(await store.append(id, { entries: ["c"] }, producer.place())).toMatchObject({
    left: { _tag: "closed", stored: 0 },
  });
  expect((await store.head(id)).head).toMatchObject({ offset: 4, terminal: "stopped" });
  await until(() => heard.length === 3 && told.length === 2);
  expect(heard).toMatchObject([
    { first: 1, entries: ["started"] },
    { first: 2, last: 3, entries: ["a", "b"] },
    { first: 4, terminal: "stopped", entries: ["stopped"] },
  ]);
  expect((await catalogue.list({ limit: 10 })).streams.map((stream) => stream.id)).toEqual([id]);
});

test("smoke, ioredis-mock: the service's start, follow, stop and read", async () => {
  const streams = createStreams<string>({ ...opened(), text: (data) => data });
  const writer = await streams.start("answer");
  const seen: string[] = [];
  const following = (async () => {
    for await (const event of streams.follow("answer")) {
      seen.push(event.type === "chunk" ? event.data : event.type);
    }
  })();
  await writer.write("a");
  await writer.write("b");
  await until(() => seen.length === 3);
  await streams.stop("answer", { by: "me" });
  await following;
  expect(writer.signal.aborted).toBe(true);
  expect(seen).toEqual(["started", "a", "b", "stopped"]);
  expect((await streams.read("answer")).content).toBe("ab");
  await streams.close();
});
