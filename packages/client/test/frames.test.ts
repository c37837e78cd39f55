import { expect, it } from "vitest";
import type { Attention } from "../src/attention.ts";
import { framesOf } from "../src/frames.ts";
import { bytesOf } from "./support/bad-server.ts";

/** Never interrupted. */
const calm: Attention = {
  signal: new AbortController().signal,
  unlessInterrupted: (promise) => promise,
  interrupted: () => new Promise(() => {}),
  heard: () => {},
  release: () => {},
};

const bodyOf = (...pieces: readonly string[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      for (const piece of pieces) controller.enqueue(bytesOf(piece));
      controller.close();
    },
  });

const read = async (...pieces: readonly string[]) => {
  const retries: number[] = [];
  let heard = 0;
  const batches: string[][] = [];
  const frames = framesOf(
    bodyOf(...pieces),
    calm,
    () => heard++,
    (ms) => retries.push(ms),
  );
  for await (const batch of frames) batches.push(batch.map(({ data }) => data));
  return { batches, heard, retries };
};

it("frames come once, those of one piece together, and every piece is heard", async () => {
  const { batches, heard } = await read(
    "data: a\n\ndata: b\n\nda",
    "ta: c\n\n",
    ": alive\n\n",
    "data: x",
  );
  expect(batches.filter(({ length }) => length > 0)).toEqual([["a", "b"], ["c"]]);
  expect(heard).toBe(4);
});

it("`retry:` is told, where it is a number", async () => {
  expect((await read("retry: 2000\n\nretry: soon\n\n")).retries).toEqual([2_000]);
});
