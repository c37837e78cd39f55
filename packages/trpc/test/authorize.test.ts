import { createStreams, SegnoError, type Streams } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { TRPCError } from "@trpc/server";
import { describe, expect, test, vi } from "vitest";
import { follow, refusal } from "./support/reading.ts";
import { type Client, memory, type Said, said, serve } from "./support/served.ts";

/** Every procedure, and what `authorize` is asked about it. */
const calls = {
  start: ({ streams }: Client) =>
    streams.manageStream.mutate({ streamId: "a1", action: "start", words: [] }),
  stop: ({ streams }: Client) => streams.manageStream.mutate({ streamId: "a1", action: "stop" }),
  follow: async (client: Client) => {
    const over = await follow(client, { streamId: "a1" }).over;
    if (over !== null) throw new Error(over);
  },
  listen: ({ streams }: Client) => streams.listenToStream.mutate({ streamId: "a1" }),
  read: ({ streams }: Client) => streams.getStreamContent.query({ streamId: "a1" }),
  describe: ({ streams }: Client) => streams.getStreamTTL.query({ streamId: "a1" }),
  list: ({ streams }: Client) => streams.getActiveStreams.query(),
} as const;
const names = Object.keys(calls) as (keyof typeof calls)[];

const outcome = async (client: Client, name: keyof typeof calls): Promise<string> => {
  if (name !== "follow") {
    const call = calls[name](client);
    return call.then(() => "allowed").catch(() => refusal(call));
  }
  const call = calls.follow(client);
  return call.then(() => "allowed").catch((error: Error) => error.message);
};

const withStream = async (): Promise<Streams<Said>> => {
  const streams = memory();
  await streams.run("a1", () => {});
  return streams;
};

test("without authorize whoever knows an id may read it, and nobody may do anything else", async () => {
  const { client } = await serve(await withStream(), {}, { open: true });
  const outcomes = await Promise.all(names.map((name) => outcome(client(), name)));
  expect(Object.fromEntries(names.map((name, at) => [name, outcomes[at]]))).toEqual({
    start: "null FORBIDDEN",
    stop: "null FORBIDDEN",
    follow: "allowed",
    listen: "allowed",
    read: "allowed",
    describe: "allowed",
    list: "null FORBIDDEN",
  });
});

describe("authorize is asked with the caller, the action and the stream", () => {
  test.each(names)("%s", async (name) => {
    const authorize = vi.fn(({ user }: { user: string }) => user === "user-7");
    const streams = await withStream();
    const { client } = await serve(streams, { authorize });
    const action = name === "listen" ? "follow" : name;
    expect(await outcome(client("user-8"), name)).toBe("null FORBIDDEN");
    expect((await streams.read("a1")).eventCount).toBe(2);
    expect(await outcome(client("user-7"), name)).toBe("allowed");
    const asked = [action, action === "list" ? null : "a1", null];
    expect(authorize.mock.calls).toEqual([
      [{ user: "user-8" }, ...asked],
      [{ user: "user-7" }, ...asked],
    ]);
  });
});

test("a list of one owner's streams is for whom authorize lets have it, and holds nothing else", async () => {
  const streams = memory();
  await streams.start("a1", { owner: "ann", kind: "chat" });
  await streams.start("a2", { owner: "ann" });
  await streams.start("b1", { owner: "bob", kind: "chat" });
  const { client } = await serve(streams, {
    authorize: ({ user }, _, __, owner) => owner === user,
  });
  const list = client("ann").streams.getActiveStreams;
  const ids = async (input: Parameters<typeof list.query>[0]) =>
    (await list.query(input)).active.map(({ streamId }) => streamId).sort();
  expect(await ids({ owner: "ann" })).toEqual(["a1", "a2"]);
  expect(await ids({ owner: "ann", kind: "chat" })).toEqual(["a1"]);
  expect(await ids({ owner: "ann", olderThan: 60_000 })).toEqual([]);
  expect(await refusal(list.query({ owner: "bob" }))).toBe("null FORBIDDEN");
  expect(await refusal(list.query({ kind: "chat" }))).toBe("null FORBIDDEN");
});

test("anything but true is a refusal, and an error of the host's own goes out as it is", async () => {
  const forgotten = vi.fn(() => undefined as unknown as boolean);
  const { client } = await serve(await withStream(), { authorize: forgotten });
  expect(await outcome(client(), "read")).toBe("null FORBIDDEN");

  const unknown = () => {
    throw new TRPCError({ code: "UNAUTHORIZED" });
  };
  const asking = await serve(await withStream(), { authorize: unknown });
  expect(await outcome(asking.client(), "read")).toBe("null UNAUTHORIZED");
  expect(await outcome(asking.client(), "follow")).toBe("null UNAUTHORIZED");
});

test("each tenant has streams of its own, under the same ids", async () => {
  const tenants = new Map<string, Streams<Said>>();
  const streamsOf = async ({ user }: { user: string }): Promise<Streams<Said>> => {
    if (user === "nobody") throw new SegnoError("store-unavailable", "No store for nobody");
    const known = tenants.get(user) ?? createStreams<Said>({ ...memoryStreams(), chunk: said });
    tenants.set(user, known);
    return known;
  };
  const { client } = await serve(memory(), { streams: streamsOf });
  await calls.start(client("one"));
  expect(await outcome(client("other"), "read")).toBe("not-found NOT_FOUND");
  expect(await outcome(client("one"), "read")).toBe("allowed");
  expect(await outcome(client("nobody"), "read")).toBe("store-unavailable SERVICE_UNAVAILABLE");
  for (const streams of tenants.values()) await streams.close();
});
