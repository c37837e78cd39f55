import { startProxy } from "@segno/tools/proxy";
import { expect, inject, test } from "vitest";
import { readers, sourceText } from "./support/reader.ts";

const { browser } = readers();

/** Runs in the browser: what anybody might write who has read how an EventSource works. */
const readAlong = (url: string): void => {
  const seen = { text: "", opened: 0, ending: "" };
  Object.assign(globalThis, { seen });
  const source = new EventSource(url);
  source.addEventListener("open", () => {
    seen.opened += 1;
  });
  source.addEventListener("chunk", ({ data }) => {
    const event = JSON.parse(data).data;
    if (event.type === "ai-message-chunk") seen.text += event.content;
  });
  source.addEventListener("completed", ({ type }) => {
    seen.ending = type;
    source.close();
  });
};

type Seen = { readonly text: string; readonly opened: number; readonly ending: string };
declare const seen: Seen;

test("a plain EventSource reads on after each cut, and misses no letter", async () => {
  await using proxy = await startProxy(Number(new URL(inject("pageUrl")).port));
  const origin = `http://localhost:${proxy.port}`;
  const context = await browser().newContext();
  const page = await context.newPage();
  await page.goto(`${origin}/api/texts`);
  const id = `plain-${Math.random().toString(36).slice(2)}`;
  const url = `/api/streams/${id}`;
  const data = { prompt: "Why?", text: "one-string", intervalMs: 10 };
  const started = await page.request.post(inject("pageUrl") + url, { data });
  const { incarnation } = await started.json();
  await page.evaluate(readAlong, url);
  for (const letters of [50, 200, 350]) {
    await page.waitForFunction((least) => seen.text.length >= least, letters);
    proxy.cut();
  }
  await page.request.put(`${inject("pageUrl")}/api/pace/${incarnation}/0`);
  await page.waitForFunction(() => seen.ending !== "");
  const { text, opened } = await page.evaluate(() => seen);
  expect(text).toBe(await sourceText("one-string"));
  expect(opened).toBeGreaterThan(1);
  await context.close();
});
