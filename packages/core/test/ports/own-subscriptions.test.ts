import { type Notice, type Notifier, ownSubscriptions, type StreamId } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { expect, test } from "vitest";

const id = "a" as StreamId;
const notice = { _tag: "interrupted" } as const;

test("closing ends what was subscribed through it, and nothing else", async () => {
  const { notifier: shared } = memoryStreams();
  const { notifier, close } = ownSubscriptions(shared);
  const heard: string[] = [];
  await shared.subscribe(id, "events", () => heard.push("shared"));
  await notifier.subscribe(id, "events", () => heard.push("own"));
  const left = await notifier.subscribe(id, "events", () => heard.push("left"));
  await left.close();
  await notifier.publish(id, "events", notice);
  expect(heard.sort()).toEqual(["own", "shared"]);
  await close();
  await shared.publish(id, "events", notice);
  expect(heard.sort()).toEqual(["own", "shared", "shared"]);
  await expect(notifier.subscribe(id, "events", () => {})).rejects.toMatchObject({
    code: "closed",
  });
});

test("a subscription that is confirmed only after the end is let go, and refused", async () => {
  let confirm = (): void => {};
  const listeners: ((notice: Notice) => void)[] = [];
  let closed = 0;
  const slow: Notifier = {
    publish: async () => {},
    subscribe: (_, __, listener) =>
      new Promise((resolve) => {
        listeners.push(listener);
        confirm = () => resolve({ close: async () => void closed++ });
      }),
  };
  const { notifier, close } = ownSubscriptions(slow);
  const heard: Notice[] = [];
  const late = notifier.subscribe(id, "events", (one) => heard.push(one));
  await close();
  for (const listener of listeners) listener(notice);
  confirm();
  await expect(late).rejects.toMatchObject({ code: "closed" });
  expect([heard, closed]).toEqual([[], 1]);
});
