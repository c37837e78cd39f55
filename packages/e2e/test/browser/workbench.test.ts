import { test } from "vitest";
import { choir, readers, sourceText } from "./support/reader.ts";

const { open } = readers();
const source = await sourceText("dal-segno");

test.concurrent("a device whose line is cut stands still, and catches up when it is restored", async ({
  expect,
}) => {
  await using reader = await open();
  const { page, device } = reader;
  await page.keyboard.press("d");
  const second = page.getByRole("region", { name: "Second device", exact: true });
  await reader.ask(choir);
  await reader.has(300);
  await second.getByRole("button", { name: "Cut the line" }).click();
  const prose = second.locator("article .prose");
  const still = await prose.textContent();
  await reader.hurry();
  await reader.ended("completed");
  expect(await prose.textContent()).toBe(still);
  expect(source.startsWith(still ?? "?")).toBe(true);
  await second.getByRole("button", { name: "Restore the line" }).click();
  await second.locator("article[data-phase=completed]").waitFor();
  expect(await prose.textContent()).toBe(source);
  expect(await reader.text()).toBe(source);
  await device.getByText("each as in the source").waitFor();
});

test.concurrent("the workbench starts, listens from an event, looks, and stops", async ({
  expect,
}) => {
  await using reader = await open();
  const { page, device } = reader;
  const bench = page.getByRole("complementary", { name: "Workbench" });
  const press = (name: string): Promise<void> =>
    bench.getByRole("button", { name, exact: true }).click();
  await press("Start");
  await reader.has(300);
  await press("Active");
  await bench
    .getByText(/^active, [\d,]+ events$/)
    .first()
    .waitFor();
  await press("TTL");
  await bench.getByText("synchronized").locator("xpath=..").getByText("yes").waitFor();

  await bench
    .getByRole("button", { name: /^Resume after/ })
    .first()
    .click();
  const after = await bench.getByLabel("After", { exact: true }).inputValue();
  const offset = Number(after.split(".").at(-1));
  await press("Listen");
  await bench.getByRole("heading", { name: "Events of this listener" }).waitFor();

  await press("Stop");
  await reader.ended("stopped");
  await device.getByText("each as in the source").waitFor();
  const text = await reader.text();
  expect(source.startsWith(text)).toBe(true);
  await press("Content");
  await bench.getByRole("heading", { name: "Content" }).waitFor();
  expect(await bench.locator(".findings blockquote").textContent()).toBe(text);
  const told = await bench.locator(".findings").textContent();
  const all = Number(/events(\d+)/.exec(told ?? "")?.[1]);
  await bench.getByText(`stopped, ${(all - offset).toLocaleString("en")} events`).waitFor();
  const heard = (await bench.locator(".heard blockquote").textContent()) ?? "?";
  expect(heard.length).toBeLessThan(text.length);
  expect(text.endsWith(heard)).toBe(true);
});

test.concurrent("what a listener hears is looked at where it grows", async ({ expect }) => {
  await using reader = await open();
  const { page } = reader;
  await reader.ask(choir);
  await page.getByRole("button", { name: "Listen", exact: true }).click();
  await reader.hurry();
  await reader.ended("completed");
  await page.getByText(/^completed, [\d,]+ events/).waitFor();
  await page.waitForFunction(() => {
    const box = document.querySelector(".heard blockquote");
    return box && box.scrollTop > 0 && box.scrollTop + box.clientHeight > box.scrollHeight - 5;
  });
  expect(await page.locator(".heard blockquote").textContent()).toBe(source);
});

test.concurrent("keys ask, cut, restore and stop; none of them while one types", async ({
  expect,
}) => {
  await using reader = await open();
  const { page, device } = reader;
  await page.keyboard.press("/");
  await page.keyboard.type("What did the cow say? /dcwn");
  await page.keyboard.press("Enter");
  await reader.has(50);
  await device.getByText("What did the cow say? /dcwn").waitFor();
  await page.getByLabel("Your question").blur();
  await page.keyboard.press("c");
  await device.getByText("Cut off", { exact: true }).waitFor();
  await page.keyboard.press("c");
  await device.getByText("Being written", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await reader.ended("stopped");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  expect(reader.errors).toEqual([]);
});
