import { type Head, isRight, type Notice, noStream, parseStreamId, parseUlid } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { virtualClock } from "@segno/testkit";
import fc from "fast-check";
import { expect, it } from "vitest";

const checked = <A>(value: A | null): A => {
  if (value === null) throw new Error("not valid");
  return value;
};
const id = checked(parseStreamId("answer-1"));
const call = checked(parseUlid("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
const term = { producer: call, leaseMs: 100, activeTtlMs: 1_000, endedTtlMs: 5_000 };
const start = { entries: ["started"], start: { ...term, incarnation: call } };
const after = { _tag: "after", incarnation: call, epoch: 1, producer: call } as const;

it("gives the memory of an expired stream back without being asked", async () => {
  const clock = virtualClock();
  const { store, close } = memoryStreams({ clock });
  await store.append(id, start, noStream);
  expect(clock.timers()).toBe(1);
  await clock.advance(600);
  await store.append(id, { entries: ["a"] }, { ...after, offset: 1 });
  expect(clock.timers(), "an append arms no timer of its own").toBe(1);
  await clock.advance(999);
  expect((await store.head(id)).head?.offset).toBe(2);
  await clock.advance(1);
  expect(clock.timers()).toBe(0);
  await close();
});

it("looks again sooner when an ending shortens the time it is kept", async () => {
  const clock = virtualClock();
  const { store, close } = memoryStreams({ clock });
  const long = { ...term, activeTtlMs: 60_000, endedTtlMs: 100 };
  await store.append(id, { ...start, start: { ...long, incarnation: call } }, noStream);
  const end = { terminal: "completed", closer: call } as const;
  await store.append(id, { entries: ["done"], end }, { ...after, offset: 1 });
  await clock.advance(100);
  expect(clock.timers()).toBe(0);
  await close();
});

it("leaves no timer behind, whether a stream is removed, replaced or closed over", async () => {
  const clock = virtualClock();
  const { store, close } = memoryStreams({ clock });
  await store.append(id, start, noStream);
  const { head } = await store.head(id);
  await store.append(id, start, { _tag: "unchanged", ...(head as Head) });
  expect(clock.timers()).toBe(1);
  await store.remove(id, call);
  expect(clock.timers()).toBe(0);
  await store.append(id, start, noStream);
  await close();
  await close();
  expect(clock.timers()).toBe(0);
  await expect(store.head(id)).rejects.toMatchObject({ code: "closed" });
});

it("refuses a first append that starts nothing, and leaves nothing", async () => {
  const { store, close } = memoryStreams({ clock: virtualClock() });
  await expect(store.append(id, { entries: ["a"] }, noStream)).rejects.toMatchObject({
    code: "invalid-options",
  });
  expect((await store.head(id)).head).toBeNull();
  await close();
});

it("keeps nothing that a caller can change afterwards", async () => {
  const { store, close } = memoryStreams({ clock: virtualClock() });
  const entries = ["started", "a"];
  await store.append(id, { ...start, entries }, noStream);
  entries[1] = "changed";
  const page = await store.read(id, null, 10);
  expect(isRight(page) && page.right.entries.map(({ entry }) => entry)).toEqual(["started", "a"]);
  await close();
});

it("calls each listener in a microtask of its own, so that one that throws silences no other", async () => {
  const { notifier, close } = memoryStreams({ clock: virtualClock() });
  const heard: Notice[] = [];
  const failures: unknown[] = [];
  const onFailure = (error: unknown): void => {
    failures.push(error);
  };
  process.once("uncaughtException", onFailure);
  await notifier.subscribe(id, "events", () => {
    throw new Error("a listener's own fault");
  });
  await notifier.subscribe(id, "events", (notice) => heard.push(notice));
  await notifier.publish(id, "events", { _tag: "removed", incarnation: call });
  await new Promise((resolve) => setImmediate(resolve));
  process.off("uncaughtException", onFailure);
  expect([heard.length, failures.length]).toEqual([1, 1]);
  await close();
});

it("refuses a cursor that is none of its own", async () => {
  const { catalogue, close } = memoryStreams({ clock: virtualClock() });
  await expect(catalogue.list({ cursor: "x", limit: 1 })).rejects.toMatchObject({
    code: "invalid-cursor",
  });
  await close();
});

it("however it is renewed and ended, a stream is there until its time and gives its memory back then", () => {
  const ms = fc.integer({ min: 1, max: 3_000 });
  const step = fc.oneof(
    fc.record({ type: fc.constant("wait"), ms }),
    fc.record({ type: fc.constant("beat"), ms: fc.constant(0) }),
    fc.record({ type: fc.constant("end"), ms: fc.constant(0) }),
  );
  return fc.assert(
    fc.asyncProperty(ms, ms, fc.array(step), async (activeTtlMs, endedTtlMs, steps) => {
      const clock = virtualClock();
      const { store, close } = memoryStreams({ clock });
      const own = { ...term, activeTtlMs, endedTtlMs };
      await store.append(id, { ...start, start: { ...own, incarnation: call } }, noStream);
      let expiresAt = clock.now() + activeTtlMs;
      let ttl = activeTtlMs;
      for (const { type, ms: pause } of steps) {
        if (type === "wait") await clock.advance(pause);
        const end = { terminal: "completed", closer: call } as const;
        const batch = type === "end" ? { entries: ["done"], end } : { entries: [] };
        if (type !== "wait") {
          const answer = await store.append(id, batch, { ...after, offset: 1 });
          if (isRight(answer) && !answer.right.duplicate) {
            if (type === "end") ttl = endedTtlMs;
            expiresAt = clock.now() + ttl;
          }
        }
        const there = clock.now() < expiresAt;
        expect(clock.timers()).toBe(there ? 1 : 0);
        expect((await store.head(id)).head !== null).toBe(there);
      }
      await close();
      expect(clock.timers()).toBe(0);
    }),
  );
});

it("refuses an option that it does not know", () => {
  expect(() => memoryStreams({ clok: virtualClock() } as never)).toThrow(
    expect.objectContaining({ code: "invalid-options", message: expect.stringContaining("clock") }),
  );
});
