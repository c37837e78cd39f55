import type { Notice, Subscription } from "@segno/core";
import { startProxy } from "@segno/tools/proxy";
import { redisUrl } from "@segno/tools/test-redis";
import { describe, expect, onTestFinished, test } from "vitest";
import { createKeys } from "../src/keys.ts";
import { opened, template } from "./support/opened.ts";
import { nextUlid, streamId, until } from "./support/writing.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each([6, 5] as const)("subscriptions, ioredis %s", (major) => {
  test("one Redis subscription for any number of listeners, and none when the last has left", async () => {
    const { notifier, prefix } = opened({ major });
    const admin = template();
    const id = streamId();
    const channel = createKeys(prefix).channel(id, "events");
    const listening = async () => Number((await admin.pubsub("NUMSUB", channel))[1]);
    const heard: number[] = [];
    const subscriptions = await Promise.all(
      Array.from({ length: 20 }, (_, i) => notifier.subscribe(id, "events", () => heard.push(i))),
    );
    expect(await listening()).toBe(1);
    await notifier.publish(id, "events", { _tag: "removed", incarnation: nextUlid() });
    await until(() => heard.length === 20);
    for (const subscription of subscriptions.slice(1)) await subscription.close();
    expect(await listening()).toBe(1);
    await subscriptions[0]?.close();
    await subscriptions[0]?.close();
    await until(async () => (await listening()) === 0);
  });

  test("subscribing while the last listener leaves is subscribed in the end", async () => {
    const { notifier } = opened({ major });
    const id = streamId();
    let last: Subscription | undefined;
    let heard = 0;
    for (let i = 0; i < 200; i++) {
      const next = notifier.subscribe(id, "events", () => {
        heard += 1;
      });
      if (i % 2) await next;
      await last?.close();
      last = await next;
      if (i % 3 === 0) {
        await last.close();
        last = undefined;
      }
    }
    last ??= await notifier.subscribe(id, "events", () => {
      heard += 1;
    });
    await notifier.publish(id, "events", { _tag: "removed", incarnation: nextUlid() });
    await until(() => heard === 1);
  });

  test("a listener that throws silences no other", async () => {
    const { notifier } = opened({ major });
    const id = streamId();
    const thrown: unknown[] = [];
    const catching = (error: unknown) => void thrown.push(error);
    const before = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", catching);
    onTestFinished(() => {
      process.removeAllListeners("uncaughtException");
      for (const listener of before) process.on("uncaughtException", listener);
    });
    const heard: Notice[] = [];
    await notifier.subscribe(id, "events", () => {
      throw new Error("mine");
    });
    await notifier.subscribe(id, "events", (notice) => heard.push(notice));
    await notifier.publish(id, "events", { _tag: "removed", incarnation: nextUlid() });
    await until(() => heard.length === 1 && thrown.length === 1);
  });

  test("after a reconnect each listener is told, once, and only when notices reach it again", async () => {
    const proxy = await startProxy(Number(new URL(redisUrl()).port));
    onTestFinished(() => proxy.close());
    const { notifier } = opened({ major, url: `redis://127.0.0.1:${proxy.port}` });
    // Publishes by another connection, which does not break.
    const other = opened({ major });
    const ids = Array.from({ length: 450 }, () => streamId());
    const interrupted = new Map<string, number>();
    const early: string[] = [];
    const keys = createKeys("unused");
    await Promise.all(
      ids.map((id) =>
        notifier.subscribe(id, "events", ({ _tag }) => {
          if (_tag === "interrupted") interrupted.set(id, (interrupted.get(id) ?? 0) + 1);
          else early.push(keys.head(id));
        }),
      ),
    );
    for (let round = 1; round <= 3; round++) {
      proxy.reset();
      await until(() => ids.every((id) => interrupted.get(id) === round));
    }
    await pause(50);
    expect([...new Set(interrupted.values())]).toEqual([3]);
    expect(early).toEqual([]);
    await other.adapter.close();
  });
});
