import { createStreams } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { redisStreams } from "@segno/redis/streams";
import { redisUrl, uniquePrefix } from "@segno/tools/test-redis";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { follow, refusal, textOf } from "./support/reading.ts";
import { memory, type Said, said, serve } from "./support/served.ts";

const words = ["Back", " to", " the", " sign."];

const onRedis = () => {
  const redis = new Redis(redisUrl(), { lazyConnect: true });
  onTestFinished(() => redis.disconnect());
  return createStreams<Said>({ ...redisStreams(redis, { prefix: uniquePrefix() }), chunk: said });
};

describe.each([
  ["memory", memory],
  ["Redis", onRedis],
] as const)("readers over tRPC, on %s", (_, open) => {
  test("another device goes on after what was acknowledged, one with a position after that", async () => {
    const { streams, client } = await serve(open());
    await streams.run("a1", (run) => {
      for (const content of words) void run.write({ content });
    });
    const phone = follow(client(), { streamId: "a1", reader: "ann" });
    expect(await phone.over).toBeNull();
    expect(textOf(phone.seen)).toBe("Back to the sign.");
    const [, second = "", third = ""] = phone.ids;
    const ack = (position: string) =>
      client().streams.ackStream.mutate({ streamId: "a1", reader: "ann", position });
    expect(await ack(third)).toEqual({ position: third });
    expect(await ack(second)).toEqual({ position: third });

    const desk = follow(client(), { streamId: "a1", reader: "ann" });
    expect(await desk.over).toBeNull();
    expect(textOf(desk.seen)).toBe(" the sign.");
    const told = follow(client(), { streamId: "a1", reader: "ann", lastEventId: second });
    expect(await told.over).toBeNull();
    expect(textOf(told.seen)).toBe(" to the sign.");
    const whole = follow(client(), { streamId: "a1", reader: "ann", lastEventId: "0" });
    expect(await whole.over).toBeNull();
    expect(textOf(whole.seen)).toBe("Back to the sign.");
  });
});

test("cut again and again, a reader's client resumes at its own position", async () => {
  const { streams, client, proxy } = await serve();
  const writer = await streams.start("a1");
  const reader = follow(client(), { streamId: "a1", reader: "ann" }, ({ offset, position }) => {
    // Another device is far ahead: this one must miss nothing for that.
    if (offset === 3) void streams.ack("a1", "ann", writer.position);
    if (offset % 4 === 2) proxy.cut();
    expect(position).toBeTruthy();
  });
  for (let at = 0; at < 20; at++) await writer.write({ content: `${at} ` });
  await writer.complete();
  expect(await reader.over).toBeNull();
  expect(textOf(reader.seen)).toBe(Array.from({ length: 20 }, (_, at) => `${at} `).join(""));
});

test("a subscription holds a producer that waits, and one that is gone lets it go", async () => {
  const brief = { leaseMs: 400, graceMs: 400, heartbeatMs: 50, backoffCapMs: 50 };
  const held = createStreams<Said>({ ...memoryStreams(), ...brief, positionCheckMs: 50 });
  const { streams, client } = await serve(held);
  const writer = await streams.start("a1", { ackWindow: { reader: "ann", chunks: 2 } });
  let wrote = 0;
  const writing = (async () => {
    for (const content of [...words, ...words]) {
      await writer.ready;
      void writer.write({ content });
      wrote += 1;
    }
  })();
  const reader = follow(client(), { streamId: "a1", reader: "ann" });
  await vi.waitFor(() => expect(reader.seen).toHaveLength(3));
  await new Promise((resolve) => setTimeout(resolve, 900));
  expect(wrote).toBe(2);
  const position = reader.ids.at(-1) ?? "";
  await client().streams.ackStream.mutate({ streamId: "a1", reader: "ann", position });
  await vi.waitFor(() => expect(wrote).toBe(4));
  reader.leave();
  await writing;
  await writer.complete();
});

test("authorize is asked whether the caller is that reader, of a subscription too", async () => {
  const streams = memory();
  await streams.run("a1", () => {});
  const authorize = vi.fn(
    ({ user }: { user: string }, action: string, _id: string | null, reader: string | null) =>
      action !== "ack" || reader === user,
  );
  const { client } = await serve(streams, { authorize });
  const position = (await streams.read("a1")).meta.position;
  const mine = { streamId: "a1", reader: "user-7", position };
  expect(await client("user-7").streams.ackStream.mutate(mine)).toEqual({ position });
  expect(await refusal(client("eve").streams.ackStream.mutate(mine))).toBe("null FORBIDDEN");
  const { over } = follow(client("eve"), { streamId: "a1", reader: "user-7" });
  expect(await over).toBe("null FORBIDDEN");
  expect(await follow(client("user-7"), { streamId: "a1", reader: "user-7" }).over).toBeNull();
  expect(authorize.mock.calls.slice(-2)).toEqual([
    [{ user: "user-7" }, "follow", "a1", "user-7"],
    [{ user: "user-7" }, "ack", "a1", "user-7"],
  ]);

  const open = await serve(streams, {}, { open: true });
  expect(await refusal(open.client().streams.ackStream.mutate(mine))).toBe("null FORBIDDEN");
  expect(await follow(open.client(), { streamId: "a1", reader: "user-7" }).over).toBe(
    "null FORBIDDEN",
  );
});

test("what is no reader, no position, or none of this stream is refused by name", async () => {
  const { streams, client } = await serve();
  const { position } = await streams.start("a1");
  const ack = (reader: string, at: string) =>
    refusal(client().streams.ackStream.mutate({ streamId: "a1", reader, position: at }));
  expect(await ack("", position)).toBe("invalid-id BAD_REQUEST");
  expect(await ack("a\n", position)).toBe("invalid-id BAD_REQUEST");
  expect(await ack("ann", "nonsense")).toBe("invalid-position BAD_REQUEST");
  expect(await ack("ann", position.replace(/\d+$/, "99"))).toBe("diverged CONFLICT");
  expect(await ack("ann", `01ARZ3NDEKTSV4RRFFQ69G5FAV${position.slice(26)}`)).toBe(
    "superseded CONFLICT",
  );
  const { over } = follow(client(), { streamId: "a1", reader: "" });
  expect(await over).toBe("invalid-id BAD_REQUEST");
});
