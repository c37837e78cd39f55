import { createStreams, type Delivery, type Groups } from "@segno/core";
import { fpStreams } from "@segno/core/fp";
import { memoryStreams } from "@segno/memory";
import { virtualClock } from "@segno/testkit";
import { expect, it, vi } from "vitest";
import { z } from "zod";
import { codeOf, drain, type Said, said, schema } from "./world.ts";

const opened = () => {
  const clock = virtualClock();
  const adapter = memoryStreams({ clock });
  if (!adapter.groups) throw new Error("it has groups");
  const settle = vi.spyOn(adapter.groups, "settle");
  const take = vi.spyOn(adapter.groups, "take");
  const streams = createStreams<Said>({ ...adapter, clock, chunk: schema });
  return { clock, adapter, streams, settle, take };
};

const write = (streams: ReturnType<typeof opened>["streams"], words: readonly string[]) =>
  streams.run("a", async (run) => {
    for (const word of words) await run.write(said(word));
  });

it("an adapter without groups is told so at once, and nothing is started", async () => {
  const { groups: _, ...bare } = memoryStreams();
  const streams = createStreams(bare);
  const unsupported = expect.objectContaining({ code: "unsupported" });
  expect(() => streams.consume("a", { group: "g" })).toThrow(unsupported);
  await expect(streams.deadLetters("a", { group: "g" })).rejects.toEqual(unsupported);
  await expect(streams.groups("a")).rejects.toEqual(unsupported);
  await expect(streams.start("a", { holdUntil: { group: "g" } })).rejects.toEqual(unsupported);
  await expect(streams.describe("a")).rejects.toMatchObject({ code: "not-found" });
  await streams.close();
});

it("acknowledgements that nobody awaits go together, and cost no delivery", async () => {
  const { adapter, streams, settle } = opened();
  await write(streams, ["a", "b", "c", "d", "e"]);
  const honest = (adapter.groups as Groups).settle;
  settle.mockRestore();
  const slow = vi.spyOn(adapter.groups as Groups, "settle").mockImplementation(async (...said) => {
    await new Promise((resolve) => setImmediate(resolve));
    return honest(...said);
  });
  for await (const delivery of streams.consume("a", { group: "g" })) void delivery.ack();
  expect(slow.mock.calls.length).toBeLessThan(4);
  expect((await streams.groups("a")).groups).toMatchObject([{ pending: 0, through: true }]);
  await streams.close();
});

it("to acknowledge twice is to acknowledge once", async () => {
  const { streams, settle } = opened();
  await write(streams, []);
  const consume = streams.consume("a", { group: "g" });
  const { value } = await consume.next();
  expect(await Promise.all([value?.ack(), value?.ack()])).toEqual([true, true]);
  expect(settle).toHaveBeenCalledTimes(1);
  await streams.close();
});

it("an acknowledgement that is not stored rejects, unhandled by nobody, and the event comes again", async () => {
  const { clock, streams, settle } = opened();
  await write(streams, []);
  const consume = streams.consume("a", { group: "g", idleMs: 120_000 });
  const { value } = await consume.next();
  settle.mockRejectedValue(new Error("away"));
  const kept = value?.ack();
  void value?.ack();
  expect(
    codeOf(await clock.until((kept as Promise<unknown>).catch((error: unknown) => error))),
  ).toBe("store-unavailable");
  settle.mockRestore();
  await consume.return();
  const seen: Delivery<Said>[] = [];
  for await (const delivery of streams.consume("a", { group: "g" })) {
    seen.push(delivery);
    await delivery.ack();
  }
  expect(seen.map(({ event, deliveries }) => [event.type, deliveries])).toEqual([
    ["started", 2],
    ["completed", 1],
  ]);
  await streams.close();
});

it("what cannot be read ends its consumer, is given back, and is a dead letter in the end", async () => {
  const { adapter, clock, streams } = opened();
  await write(streams, ["a"]);
  const strict = createStreams({ ...adapter, clock, chunk: z.object({ content: z.number() }) });
  const letters: unknown[] = [];
  const options = {
    group: "g",
    maxDeliveries: 2,
    onDeadLetter: (one: unknown) => letters.push(one),
  };
  const consume = async () => {
    const handed: string[] = [];
    try {
      for await (const { event, ack } of strict.consume("a", options)) {
        handed.push(event.type);
        await ack();
      }
      return handed;
    } catch (error) {
      return [...handed, codeOf(error)];
    }
  };
  expect(await consume()).toEqual(["started", "bad-entry"]);
  expect(await consume()).toEqual(["bad-entry"]);
  expect(await consume()).toEqual(["completed"]);
  const dead = await strict.deadLetters("a", { group: "g" });
  expect(dead).toMatchObject([{ event: null, offset: 2, deliveries: 2 }]);
  expect(letters).toEqual(dead);
  await strict.close();
});

it("a process that slept shows nothing that might be another's by now", async () => {
  const { clock, streams, settle } = opened();
  await write(streams, ["a", "b"]);
  const consume = streams.consume("a", { group: "g", idleMs: 1_000 });
  await consume.next();
  // Nothing is renewed, as where the store is away.
  settle.mockRejectedValue(new Error("away"));
  await clock.advance(900);
  const other = streams.consume("a", { group: "g", idleMs: 1_000 });
  await clock.advance(200);
  const theirs = await other.next();
  expect(theirs.value?.event.type).toBe("started");
  const mine = await consume.next();
  expect([mine.value?.event.offset, mine.value?.deliveries]).toEqual([2, 2]);
  settle.mockRestore();
  await streams.close();
});

it("fetches about a batch at a time, and fewer where events are large", async () => {
  const { streams, take } = opened();
  await write(
    streams,
    Array.from({ length: 100 }, () => "x".repeat(20_000)),
  );
  for await (const { ack } of streams.consume("a", { group: "g", batch: 50 })) void ack();
  const limits = take.mock.calls.map(([, { limit }]) => limit);
  expect(limits[0]).toBe(16);
  expect(Math.max(...limits.slice(1))).toBeLessThan(16);
  take.mockClear();
  for await (const { ack } of streams.consume("a", { group: "h", batch: 2 })) void ack();
  expect(Math.max(...take.mock.calls.map(([, { limit }]) => limit))).toBe(2);
  await streams.close();
});

it("a position of another life shows all dead letters of this one", async () => {
  const { streams } = opened();
  await write(streams, []);
  const { position } = await streams.describe("a");
  await write(streams, []);
  const once = { group: "g", maxDeliveries: 1 };
  for await (const _ of streams.consume("a", once)) break;
  for await (const { ack } of streams.consume("a", once)) await ack();
  const all = await streams.deadLetters("a", { group: "g", after: position });
  expect(all.map(({ offset }) => offset)).toEqual([1]);
  expect(await streams.deadLetters("a", { group: "g", after: all[0]?.position })).toEqual([]);
  await streams.close();
});

it("a hold that cannot be said fails the start, and the stream", async () => {
  const { adapter, clock, streams } = opened();
  const groups = adapter.groups as Groups;
  const hold = vi.spyOn(groups, "hold").mockImplementation(async (id, incarnation) => {
    await adapter.store.remove(id, incarnation);
    return { _tag: "Left", left: { _tag: "not-found", now: clock.now() } };
  });
  const starting = streams.start("a", { holdUntil: { group: "g" } });
  await expect(starting).rejects.toMatchObject({ code: "not-found" });
  hold.mockRejectedValue(new Error("away"));
  const away = streams.start("b", { holdUntil: { group: "g" } }).catch(codeOf);
  expect(await clock.until(away)).toBe("store-unavailable");
  const { events } = await drain(streams.follow("b"));
  expect(events.at(-1)).toMatchObject({ type: "failed", code: "store-unavailable" });
  await streams.close();
});

it("a takeover that names groups holds the life that it goes on with", async () => {
  const { adapter, clock } = opened();
  const dying = createStreams<Said>({ ...adapter, clock });
  await dying.start("a", { endedTtlMs: 5_000 });
  const other = createStreams<Said>({ ...adapter, clock });
  await clock.advance(3_600_000 / 2);
  const held = { endedTtlMs: 5_000, holdUntil: { group: "g", maxHoldMs: 60_000 } };
  const writer = await other.start("a", { ...held, ifStale: "take-over" });
  expect(writer.began).toBe("taken-over");
  await writer.complete();
  await clock.advance(30_000);
  expect((await other.groups("a")).heldFor).toEqual(["g"]);
  for await (const { ack } of other.consume("a", { group: "g" })) await ack();
  await clock.advance(6_000);
  expect(codeOf(await other.groups("a").catch((error: unknown) => error))).toBe("not-found");
  await other.close();
});

it("under fp a refusal is a Left", async () => {
  const { streams } = opened();
  const fp = fpStreams(streams);
  expect(await fp.groups("b")()).toMatchObject({ _tag: "Left", left: { code: "not-found" } });
  const letters = fp.deadLetters("b", { group: "g" });
  expect(await letters()).toMatchObject({ _tag: "Left", left: { code: "not-found" } });
  expect(codeOf((await drain(fp.consume("b", { group: "g", wait: 0 }))).error)).toBe("not-found");
  await streams.close();
});
