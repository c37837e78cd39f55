import { setTimeout as pause } from "node:timers/promises";
import { EventSource } from "eventsource";
import { afterEach, expect, test } from "vitest";
import { openServing, type Serving } from "./support/serving.ts";
import { realText, words } from "./support/texts.ts";

let serving: Serving | undefined;
afterEach(async () => {
  await serving?.close();
  serving = undefined;
});

const slowly = async function* (text: string) {
  for (const [at, content] of words(text).entries()) {
    yield { content };
    if (at % 20 === 0) await pause(4);
  }
};

test("a plain EventSource reads on by itself after every cut, and stops at the end", async () => {
  serving = await openServing({
    authorize: () => true,
    produce: () => slowly(realText),
    retryMs: 10,
  });
  const url = `${serving.url}/answer-1`;
  await fetch(url, { method: "POST" });
  const source = new EventSource(url);
  let [text, opened, ended, chunks] = ["", 0, "", 0];
  source.addEventListener("open", () => {
    opened += 1;
  });
  source.addEventListener("chunk", ({ data }) => {
    text += JSON.parse(data).data.content;
    chunks += 1;
    if (chunks % 150 === 0) serving?.cut();
  });
  source.addEventListener("completed", ({ type }) => {
    ended = type;
  });
  const closed = new Promise<void>((resolve) => {
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) resolve();
    });
  });
  await closed;
  expect(text).toBe(realText);
  expect(ended).toBe("completed");
  expect(opened).toBeGreaterThan(2);
});

test("an ending that is no event of the stream is told before the line closes", async () => {
  serving = await openServing({ retryMs: 10 });
  const writer = await serving.streams.start("answer-1");
  await writer.write({ content: "Hello" });
  const source = new EventSource(`${serving.url}/answer-1`);
  const ending = new Promise<string>((resolve) => {
    source.addEventListener("ending", ({ data }) => resolve(data));
  });
  await new Promise((resolve) => source.addEventListener("chunk", resolve));
  await serving.streams.remove("answer-1");
  expect(JSON.parse(await ending)).toEqual({
    code: "deleted",
    message: expect.stringContaining("answer-1"),
  });
  // It comes back with its position, and is told that there is nothing any more.
  await new Promise<void>((resolve) => {
    source.addEventListener("error", ({ code }) => {
      if (source.readyState !== EventSource.CLOSED) return;
      expect(code).toBe(410);
      resolve();
    });
  });
});
