import { createStreams, runInBackground, type Streams } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { afterEach, beforeEach, expect, test } from "vitest";

let streams: Streams<string>;
beforeEach(() => {
  streams = createStreams<string>({ ...memoryStreams(), text: (word) => word });
});
afterEach(() => streams.close());

test("it resolves once the stream has begun, while the function still runs", async () => {
  let goOn = (): void => {};
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const { run, position, done } = await runInBackground(
    streams,
    "a1",
    { owner: "user-7" },
    async (run) => {
      await waiting;
      run.write("Back");
    },
  );
  expect(run.began).toBe("new");
  expect(await streams.describe("a1")).toMatchObject({ status: "active", owner: "user-7" });
  goOn();
  const [started] = (await streams.read("a1")).events;
  expect(position).toBe(started?.position);
  expect(await done).toMatchObject({ terminal: "completed", mine: true });
  expect((await streams.read("a1")).content).toBe("Back");
});

test("what the function returns is written, where it is a source", async () => {
  const words = async function* () {
    yield* ["Back", " again"];
  };
  const readable = () =>
    new ReadableStream<string>({
      start: (controller) => {
        for (const word of ["Back", " again"]) controller.enqueue(word);
        controller.close();
      },
    });
  const sources = { a1: words, a2: readable, a3: async () => words() };
  for (const [id, source] of Object.entries(sources)) {
    const { done } = await runInBackground(streams, id, {}, source);
    await done;
    expect((await streams.read(id)).content).toBe("Back again");
  }
});

test("a start that cannot be made rejects, and nothing is produced", async () => {
  const writer = await streams.start("a1");
  const produced: string[] = [];
  const starting = runInBackground(streams, "a1", {}, () => produced.push("a1"));
  await expect(starting).rejects.toMatchObject({ code: "stream-active" });
  await writer.complete();
  expect(produced).toEqual([]);
});

test("what the function throws is `done`'s, and nobody needs to look at it", async () => {
  const { done } = await runInBackground(streams, "a1", {}, () => {
    throw new Error("No model");
  });
  for await (const _ of streams.follow("a1"));
  await expect(done).rejects.toThrow("No model");
  expect((await streams.describe("a1")).status).toBe("failed");
});
