import { createStreams } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { virtualClock } from "@segno/testkit";
import { expect, test, vi } from "vitest";
import { follow, refusal, textOf } from "./support/reading.ts";
import { memory, produce, type Said, said, serve } from "./support/served.ts";

const words = ["All", " about", " the", " sea"];
const start = { streamId: "a1", action: "start", words } as const;
const stop = { streamId: "a1", action: "stop" } as const;

/** Says one word, and then nothing until it is stopped. */
const forever: typeof produce = async (_, { run, signal }) => {
  await run.write({ content: "…" });
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
};

test("a start answers once `started` is durable, and what the host produces follows", async () => {
  const { client } = await serve();
  const { streams } = client();
  const started = await streams.manageStream.mutate(start);
  expect(started).toMatchObject({ action: "start", streamId: "a1", began: "new" });
  if (started.action !== "start") throw new Error("It is no start");

  const reader = follow(client(), { streamId: "a1", lastEventId: started.position });
  expect(await reader.over).toBeNull();
  expect(reader.seen.map(({ type }) => type)).toEqual([...words.map(() => "chunk"), "completed"]);
  expect(textOf(reader.seen)).toBe("All about the sea");
});

test("the host is given its own input, the interval and the caller, and says whose the stream is", async () => {
  const given = vi.fn();
  const { client, streams } = await serve(memory(), {
    produce: (input, { ctx, run, signal }) => given(input, ctx, signal === run.signal),
    startOptions: ({ words: [first = ""] }, { user }) => ({ owner: user, kind: first }),
  });
  await client("user-9").streams.manageStream.mutate({ ...start, intervalMs: 20 });
  await client("user-9").streams.manageStream.mutate({ ...start, streamId: "a2" });
  expect(given.mock.calls).toEqual([
    [{ ...start, intervalMs: 20 }, { user: "user-9" }, true],
    [{ ...start, streamId: "a2", intervalMs: 500 }, { user: "user-9" }, true],
  ]);
  expect(await streams.describe("a1")).toMatchObject({ owner: "user-9", kind: "All" });
});

test("an active stream is CONFLICT, and goes on", async () => {
  const { client, streams } = await serve(memory(), { produce: forever });
  const { manageStream } = client().streams;
  const { position } = await manageStream.mutate(start);
  expect(await refusal(manageStream.mutate(start))).toBe("stream-active CONFLICT");
  const { status, incarnation } = await streams.describe("a1");
  expect(status).toBe("active");
  expect(position).toContain(incarnation);
});

test("of ten starts at once, one wins", async () => {
  const { client } = await serve(memory(), { produce: forever });
  const answers = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const call = client().streams.manageStream.mutate(start);
      return call.then(({ action }) => action).catch(() => refusal(call));
    }),
  );
  expect(answers.filter((answer) => answer === "start")).toHaveLength(1);
  expect(answers.filter((answer) => answer === "stream-active CONFLICT")).toHaveLength(9);
});

test("an ended stream is begun anew, and what it held is gone", async () => {
  const { client } = await serve();
  const { manageStream, getStreamContent } = client().streams;
  await manageStream.mutate(start);
  await follow(client(), { streamId: "a1" }).over;
  const again = await manageStream.mutate({ ...start, words: ["Another"] });
  expect(again).toMatchObject({ began: "recreated" });
  await follow(client(), { streamId: "a1" }).over;
  expect(await getStreamContent.query({ streamId: "a1" })).toMatchObject({
    content: "Another",
    chunks: 1,
    eventCount: 3,
  });
});

test("a stale stream is begun anew, and its old producer can write no more", async () => {
  const clock = virtualClock();
  const streams = createStreams<Said>({ ...memoryStreams({ clock }), clock, chunk: said });
  const { client } = await serve(streams, { produce: forever });
  const writer = await streams.start("a1");
  // Neither written to nor attended, it gives no signs of life in the end.
  await clock.advance(300_000 + 10_000 + 1);
  expect((await streams.describe("a1")).status).toBe("stale");
  const again = await client().streams.manageStream.mutate(start);
  expect(again).toMatchObject({ began: "recreated" });
  await expect(writer.write({ content: "late" })).rejects.toMatchObject({ code: "fenced" });
});

test("a stop ends the stream for everybody, says who and why, and a late one changes nothing", async () => {
  const { client } = await serve(memory(), { produce: forever, stoppedBy: ({ user }) => user });
  const { manageStream } = client("user-9").streams;
  await manageStream.mutate(start);
  const reader = follow(client(), { streamId: "a1" });
  expect(await manageStream.mutate({ ...stop, intervalMs: 500, reason: "Enough" })).toMatchObject({
    action: "stop",
    terminal: "stopped",
    mine: true,
  });
  expect(await reader.over).toBeNull();
  expect(reader.seen.at(-1)).toMatchObject({ type: "stopped", by: "user-9", reason: "Enough" });
  expect(await manageStream.mutate(stop)).toMatchObject({ terminal: "stopped", mine: false });
});

test("a stop names the life that it means", async () => {
  const { client } = await serve(memory(), { produce: forever });
  const { manageStream } = client().streams;
  await manageStream.mutate(start);
  const other = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  expect(await refusal(manageStream.mutate({ ...stop, incarnation: other }))).toBe(
    "superseded CONFLICT",
  );
  expect(await refusal(manageStream.mutate({ ...stop, streamId: "nobody" }))).toBe(
    "not-found NOT_FOUND",
  );
});

test("what the host throws ends the stream as failed, and is the ending that the host is given", async () => {
  const broken = Object.assign(new Error("No model"), { code: "no-model" });
  const onStarted = vi.fn((done: Promise<unknown>) =>
    done.catch((error) => expect(error).toBe(broken)),
  );
  const { client } = await serve(memory(), {
    onStarted,
    produce: () => {
      throw broken;
    },
  });
  await client("user-9").streams.manageStream.mutate(start);
  const reader = follow(client(), { streamId: "a1" });
  expect(await reader.over).toBeNull();
  expect(reader.seen.at(-1)).toMatchObject({
    type: "failed",
    code: "no-model",
    message: "No model",
  });
  const order = { ...start, intervalMs: 500 };
  expect(onStarted.mock.calls).toEqual([[expect.any(Promise), order, { user: "user-9" }]]);
  await onStarted.mock.results[0]?.value;
});

test("what the host yields is written, at the pace of the store", async () => {
  const onStarted = vi.fn();
  const { client, streams } = await serve(memory(), {
    onStarted,
    produce: async function* ({ words: given }) {
      for (const content of given) yield { content };
    },
  });
  await client().streams.manageStream.mutate(start);
  expect(await onStarted.mock.calls[0]?.[0]).toMatchObject({ terminal: "completed", mine: true });
  expect((await streams.read("a1")).content).toBe("All about the sea");
});

test("a start that cannot be made is refused, and nothing has been started", async () => {
  const onStarted = vi.fn();
  const { client, streams } = await serve(memory(), {
    onStarted,
    startOptions: () => ({ ifEnded: "refuse" }),
  });
  await streams.run("a1", () => {});
  expect(await refusal(client().streams.manageStream.mutate(start))).toBe("ended CONFLICT");
  await streams.close();
  expect(await refusal(client().streams.manageStream.mutate(start))).toBe(
    "closed SERVICE_UNAVAILABLE",
  );
  expect(onStarted).not.toHaveBeenCalled();
});

test("a client that goes away does not end what it started", async () => {
  let goOn = (): void => {};
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const { client, proxy, streams } = await serve(memory(), {
    produce: async (input, producing) => {
      await waiting;
      await produce(input, producing);
    },
  });
  await client().streams.manageStream.mutate(start);
  proxy.reset();
  goOn();
  const types: string[] = [];
  for await (const { type } of streams.follow("a1")) types.push(type);
  expect(types).toEqual(["started", ...words.map(() => "chunk"), "completed"]);
});
