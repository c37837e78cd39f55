import { startProxy } from "@segno/tools/proxy";
import { inject, test } from "vitest";
import { startPage } from "./support/page-server.ts";
import { choir, readerOn, readers, sourceText } from "./support/reader.ts";

const { open } = readers();

/** A second server, which knows nothing of the first. */
const anotherPage = async () => {
  const { url, stop } = await startPage();
  return { port: Number(new URL(url).port), [Symbol.asyncDispose]: stop };
};
const source = await sourceText("dal-segno");

test.concurrent("an answer is shown letter by letter, and so it is after a reload", async ({
  expect,
}) => {
  await using reader = await open();
  await reader.ask(choir);
  await reader.has(1);
  await reader.hurry();
  await reader.ended("completed");
  expect(await reader.text()).toBe(source);
  await reader.page.reload();
  await reader.ended("completed");
  expect(await reader.text()).toBe(source);
  expect(reader.errors).toEqual([]);
});

test.concurrent("a page that is reloaded in the middle goes on with the answer that is being written", async ({
  expect,
}) => {
  await using reader = await open();
  await reader.ask(choir);
  await reader.has(500);
  await reader.page.reload();
  await reader.has(500);
  const inTheMiddle = await reader.text();
  expect(inTheMiddle.length).toBeLessThan(source.length);
  expect(source.startsWith(inTheMiddle)).toBe(true);
  await reader.hurry();
  await reader.ended("completed");
  expect(await reader.text()).toBe(source);
});

test.concurrent("a second reader joins in the middle, and both see the same", async ({
  expect,
}) => {
  await using first = await open();
  await first.ask(choir);
  await first.has(500);
  await using second = await open({ url: first.page.url() });
  await second.has(500);
  await second.hurry();
  await Promise.all([first.ended("completed"), second.ended("completed")]);
  expect(await second.text()).toBe(source);
  expect(await first.text()).toBe(source);
});

test.concurrent("a reader who is offline for a while misses nothing", async ({ expect }) => {
  await using proxy = await startProxy(Number(new URL(inject("pageUrl")).port));
  await using reader = await open({ url: `http://localhost:${proxy.port}` });
  await reader.ask(choir);
  await reader.has(500);
  await reader.context.setOffline(true);
  // What is open already, Chromium leaves open.
  proxy.cut();
  await reader.device.getByText("Line lost, trying again", { exact: true }).waitFor();
  const { search } = new URL(reader.page.url());
  await using other = await open({ url: inject("pageUrl") + search });
  await other.has(500);
  await other.hurry();
  await other.ended("completed");
  expect((await reader.text()).length).toBeLessThan(source.length);
  await reader.context.setOffline(false);
  await reader.ended("completed");
  expect(await reader.text()).toBe(source);
});

test.concurrent("stopped from another device, it ends with the same letter for both", async ({
  expect,
}) => {
  await using first = await open();
  await first.ask(choir);
  await first.has(400);
  await using second = await open({ url: first.page.url() });
  await second.has(400);
  await second.device.getByRole("button", { name: "Stop" }).click();
  await Promise.all([first.ended("stopped"), second.ended("stopped")]);
  await first.device.getByRole("status").getByText("The answer was stopped.").waitFor();
  const text = await first.text();
  expect(await second.text()).toBe(text);
  expect(text.length).toBeLessThan(source.length);
  expect(source.startsWith(text)).toBe(true);
});

test.concurrent("two tabs of one browser see the same", async ({ expect }) => {
  await using first = await open();
  const second = await readerOn(await first.context.newPage(), first.page.url());
  await second.ask(choir);
  await first.has(500);
  await first.hurry();
  await Promise.all([first.ended("completed"), second.ended("completed")]);
  expect(await first.text()).toBe(source);
  expect(await second.text()).toBe(source);
});

test.concurrent("where the server has forgotten an answer that was read, one can ask again", async ({
  expect,
}) => {
  await using other = await anotherPage();
  await using proxy = await startProxy(Number(new URL(inject("pageUrl")).port));
  await using reader = await open({ url: `http://localhost:${proxy.port}` });
  await reader.ask(choir);
  await reader.has(300);
  proxy.retarget(other.port);
  proxy.cut();
  await reader.device.getByRole("button", { name: "Try again" }).waitFor();
  await reader.hurry();
  const question = await reader.device.locator("article .question").textContent();
  await reader.page.getByLabel("Your question").fill(question?.replace("You asked: ", "") ?? "");
  await reader.page.keyboard.press("Enter");
  await reader.ended("completed");
  expect(await reader.text()).toBe(source);
});
