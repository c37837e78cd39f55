import { type Conflict, type Either, isLeft, isRight, noStream, unchanged } from "@segno/core";
import { type RedisServer, startRedis } from "@segno/tools/servers";
import { ownServers } from "@segno/tools/test-redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { opened, template } from "./support/opened.ts";
import {
  entriesOf,
  nextUlid,
  readerId,
  startBatch,
  startProducer,
  streamId,
  terms,
} from "./support/writing.ts";

let server: RedisServer;

beforeAll(async () => {
  if (ownServers) server = await startRedis({ config: { "maxmemory-policy": "noeviction" } });
});
afterAll(() => server?.stop());

const stored = (answer: Either<Conflict, unknown>): boolean => isRight(answer);

/** From here on the server refuses every write that could take memory. */
const fill = async (): Promise<() => Promise<unknown>> => {
  const admin = template(6, {}, server.url);
  await admin.config("SET", "maxmemory", "1mb");
  return () => admin.config("SET", "maxmemory", "0");
};

describe.skipIf(!ownServers).each(["streams", "sorted set"] as const)("full memory, %s", (kind) => {
  test("heartbeats, takeovers and bare endings pass: no living producer is declared lost", async () => {
    const { adapter, store } = opened({ kind, url: server.url });
    const { catalogue } = adapter;
    const beating = await startProducer(store);
    const taken = await startProducer(store);
    const ending = await startProducer(store);
    const stopped = await startProducer(store);
    const free = await fill();
    try {
      const beat = await beating.write();
      expect(beat.leaseUntil).toBeGreaterThan(beat.now);
      const { head } = await store.head(taken.id);
      const other = nextUlid();
      const takeOver = { producer: other, ...terms };
      if (!head) throw new Error("no head");
      expect(stored(await store.append(taken.id, { entries: [], takeOver }, unchanged(head)))).toBe(
        true,
      );
      await ending.end();
      const stop = {
        entries: ["stopped"],
        end: { terminal: "stopped", closer: nextUlid() },
      } as const;
      const live = { _tag: "live", incarnation: stopped.call } as const;
      expect(stored(await store.append(stopped.id, stop, live))).toBe(true);
      expect(await entriesOf(store, stopped.id)).toEqual(["1:started", "2:stopped"]);
      await catalogue.touch?.(beating.id, { incarnation: beating.call, owner: "ann", ...terms });
      const expiry = await store.expiry(stopped.id);
      expect(expiry.head).toBe(expiry.log);
    } finally {
      await free();
    }
  });

  test("chunks are refused whole, and go on when there is room again", async () => {
    const { store } = opened({ kind, url: server.url });
    const producer = await startProducer(store);
    await producer.write("a");
    const before = await store.head(producer.id);
    const free = await fill();
    try {
      await expect(producer.write("b", "c")).rejects.toMatchObject({
        code: "store-unavailable",
        message: expect.stringContaining("OOM"),
      });
      const end = {
        entries: ["d", "completed"],
        end: { terminal: "completed", closer: nextUlid() },
      } as const;
      await expect(store.append(producer.id, end, producer.place())).rejects.toMatchObject({
        code: "store-unavailable",
      });
      expect((await store.head(producer.id)).head).toEqual(before.head);
    } finally {
      await free();
    }
    await producer.write("b", "c");
    expect(await entriesOf(store, producer.id)).toEqual(["1:started", "2:a", "3:b", "4:c"]);
  });

  test("an acknowledgement is refused whole, and the place stays where it was", async () => {
    const { adapter, store } = opened({ kind, url: server.url });
    const { cursors } = adapter;
    const ann = readerId("ann");
    const producer = await startProducer(store);
    const { id, call: incarnation } = producer;
    await producer.write("a", "b");
    const at = (offset: number) => ({ incarnation, epoch: 1, offset });
    await cursors?.advance(id, ann, at(2));
    const free = await fill();
    try {
      const refused = { code: "store-unavailable", message: expect.stringContaining("OOM") };
      await expect(cursors?.advance(id, ann, at(3))).rejects.toMatchObject(refused);
      await expect(cursors?.advance(id, readerId("ben"), at(1))).rejects.toMatchObject(refused);
      expect((await cursors?.read(id, ann))?.reading?.place?.offset).toBe(2);
      await producer.write();
      const { head, cursors: places } = await store.expiry(id);
      expect(places).toBe(head);
    } finally {
      await free();
    }
    await cursors?.advance(id, ann, at(3));
    expect((await cursors?.read(id, ann))?.reading?.place?.offset).toBe(3);
  });

  test("a start is refused whole, and leaves the ended stream that it would have replaced", async () => {
    const { store } = opened({ kind, url: server.url });
    const ended = await startProducer(store);
    await ended.end();
    const { head } = await store.head(ended.id);
    if (!head) throw new Error("no head");
    const free = await fill();
    try {
      const again = store.append(ended.id, startBatch(), unchanged(head));
      await expect(again).rejects.toMatchObject({ code: "store-unavailable" });
      const fresh = store.append(streamId(), startBatch(), noStream);
      await expect(fresh).rejects.toMatchObject({ code: "store-unavailable" });
      expect(await entriesOf(store, ended.id)).toEqual(["1:started", "2:completed"]);
      expect(isLeft(await store.append(ended.id, startBatch(), noStream))).toBe(true);
    } finally {
      await free();
    }
  });
});
