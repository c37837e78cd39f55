import {
  createCodec,
  defaultSettings,
  type Head,
  type Incarnation,
  type StreamId,
} from "@segno/core";
import { virtualClock } from "@segno/testkit";
import { expect, it } from "vitest";
import { Alarms } from "../../src/service/alarms.ts";
import { Hub, type Member } from "../../src/service/hub.ts";
import type { Hubs } from "../../src/service/hubs.ts";

const incarnation = "01ARZ3NDEKTSV4RRFFQ69G5FAV" as Incarnation;
const codec = createCodec<number>({});
const entryOf = (data: number): string => {
  const encoded = codec.chunk(data, 0);
  if (encoded._tag === "Left") throw new Error("no entry");
  return encoded.right;
};

const member = (): Member => ({
  waiting: true,
  wake: () => {},
  unpulledSince: () => null,
  detach: () => {},
  fail: () => {},
});

/** One with two events behind offset 1, heard and not taken. */
const hubOf = (members: readonly Member[]): Hub<number> => {
  const clock = virtualClock();
  const context = { codec, clock, settings: defaultSettings };
  const hubs = { context, alarms: new Alarms(clock) } as unknown as Hubs<number>;
  const hub = new Hub(hubs, "a" as StreamId);
  for (const one of members) hub.join(one);
  hub.feed.see({ incarnation, startedAt: 0, leaseUntil: 0, leaseMs: 0, activeTtlMs: 1 } as Head);
  hub.feed.reset({ incarnation, epoch: 1, offset: 1 });
  hub.stored({ incarnation, epoch: 1, offset: 1 }, [entryOf(2), entryOf(3)]);
  return hub;
};

it("keeps what its only follower has not taken, and nothing of what it has", () => {
  const hub = hubOf([member()]);
  hub.took(2);
  expect(hub.feed.after(incarnation, 1, 2)?.offset).toBe(3);
  hub.took(3);
  expect(hub.feed.after(incarnation, 1, 2)).toBeUndefined();
  expect(hub.feed.after(incarnation, 1, 3)).toBeNull();
});

it("keeps for others what one of them has taken, until they leave", () => {
  const [one, other] = [member(), member()];
  const hub = hubOf([one, other]);
  hub.took(3);
  expect(hub.feed.after(incarnation, 1, 1)?.offset).toBe(2);
  hub.leave(other);
  hub.took(3);
  expect(hub.feed.after(incarnation, 1, 1)).toBeUndefined();
});
