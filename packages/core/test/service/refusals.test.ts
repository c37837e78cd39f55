import { createStreams } from "@segno/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createWorld, rejection, type Said, said } from "./world.ts";

describe("a refusal that nobody looked at", () => {
  const bad = { content: 7 } as never;

  it("fails a run, for its chunk would be missing from a complete stream", async () => {
    const world = createWorld();
    const running = world.streams.run("a", (run) => {
      run.write(said("a"));
      run.write(bad);
      run.write(said("c"));
    });
    expect(await rejection(running)).toBe("invalid-payload");
    const { events } = await world.streams.read("a");
    expect(events.at(-1)).toMatchObject({ type: "failed", code: "invalid-payload" });
  });

  it("keeps a writer from completing, and one that was looked at does not", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    await writer.write(bad).catch(() => {});
    const other = await world.streams.start("b");
    other.write(bad);
    expect(await writer.complete()).toMatchObject({ terminal: "completed" });
    expect(await rejection(other.complete())).toBe("invalid-payload");
    await other.fail(new Error("so be it"));
  });
});

describe("a schema that refuses what it wrote", () => {
  it("is found with the first chunk, not by every reader", async () => {
    const { store, notifier, catalogue } = createWorld().adapter;
    const chunk = z.object({ when: z.date() });
    const streams = createStreams({ store, notifier, catalogue, close: async () => {}, chunk });
    const running = streams.run("a", (run) => run.write({ when: new Date(0) }));
    expect(await rejection(running)).toBe("invalid-payload");
    expect((await streams.read("a")).chunks).toBe(0);
  });
});

describe("a text of payloads that cannot be made", () => {
  it.each([
    ["throws", (): string => JSON.parse("{"), "JSON"],
    ["is none", () => undefined as never, "undefined is no text"],
  ])("because `text` %s: bad-entry, and which event it was", async (_, text, why) => {
    const { store, notifier, catalogue } = createWorld().adapter;
    const close = async () => {};
    const streams = createStreams({ store, notifier, catalogue, close, text });
    await streams.run("a", (run) => run.write("b"));
    const told = await streams.read("a").catch((error: unknown) => error);
    expect(told).toMatchObject({ name: "SegnoError", code: "bad-entry" });
    expect(told).toHaveProperty("message", expect.stringContaining("Event 2 of stream a"));
    expect(told).toHaveProperty("message", expect.stringContaining(why));
    expect(told).toHaveProperty("cause", expect.any(Error));
    await streams.close();
  });
});

describe("what a source may throw", () => {
  it.each([
    ["an object without a prototype", Object.create(null), "source-failed"],
    ["nothing", undefined, "source-failed"],
    [
      "an error whose message is no text",
      Object.assign(new Error(), { message: { a: 1 } }),
      "source-failed",
    ],
    ["a message beyond measure", new Error("x".repeat(100_000)), "source-failed"],
  ])("%s: the stream fails all the same", async (_, thrown, code) => {
    const world = createWorld({ maxChunkBytes: 500 });
    const running = world.streams.run("a", () => {
      throw thrown;
    });
    const outcome = await running.then(
      () => "resolved",
      (error: unknown) => error,
    );
    expect(outcome).toBe(thrown);
    const { events } = await world.streams.read("a");
    expect(events.at(-1)).toMatchObject({ type: "failed", code });
  });

  it("fail after a finished completion changes nothing", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    await writer.complete();
    expect(await writer.fail(new Error("late"))).toMatchObject({ terminal: "completed" });
    expect(writer.signal.aborted).toBe(false);
  });
});

describe("a pipe", () => {
  const odd = (how: () => unknown): AsyncIterable<Said> => ({
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: how as () => Promise<IteratorResult<Said>>,
    }),
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("odd");
      },
    ],
    ["is no promise", () => ({ done: true })],
    ["rejects", () => Promise.reject(new Error("odd"))],
  ])("whose source's return %s ends with its stream", async (_, how) => {
    const world = createWorld();
    const { done } = await world.streams.pipe("a", odd(how));
    await world.streams.stop("a");
    await world.clock.advance(10);
    expect(await done).toMatchObject({ terminal: "stopped" });
  });

  it("refuses what is no source, before anything is started", async () => {
    const world = createWorld();
    expect(await rejection(world.streams.pipe("a", null as never))).toBe("invalid-options");
    expect(await rejection(world.streams.describe("a"))).toBe("not-found");
  });

  it("into writable fails its stream with a chunk that is refused", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    const source = new ReadableStream({
      pull: (controller) => controller.enqueue({ content: 7 }),
    });
    expect(await rejection(source.pipeTo(writer.writable))).toBe("invalid-payload");
    expect((await world.streams.read("a")).meta.status).toBe("failed");
  });

  it("into writable ends when the stream was stopped before, and waits as long as its source does", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    await world.streams.stop("a");
    await world.clock.advance(10);
    expect(await rejection(new ReadableStream().pipeTo(writer.writable))).toBe("stopped");

    const patient = await world.streams.start("b");
    void new ReadableStream().pipeTo(patient.writable).catch(() => {});
    await world.clock.advance(600_000);
    expect((await world.streams.describe("b")).status).toBe("active");
  });
});
