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

test.concurrent("a reader that pauses holds the writer, and plays on at another device where it was", async ({
  expect,
}) => {
  await using reader = await open();
  const { page, device } = reader;
  const bench = page.getByRole("complementary", { name: "Workbench" });
  const phone = bench.getByRole("region", { name: "Phone" });
  const desk = bench.getByRole("region", { name: "Desk" });
  await bench.getByLabel("May owe").fill("200");
  await bench.getByRole("button", { name: "Start, and wait for ann" }).click();
  await bench.getByRole("button", { name: "Play on phone" }).click();
  await reader.has(200);
  await phone.getByRole("button", { name: "Pause" }).click();
  await device.getByText("Held, waiting for ann", { exact: true }).waitFor();
  await bench.getByText("Held: ann owes 200 of 200 chunks").waitFor();
  const still = await reader.text();
  const played = await phone.locator("blockquote").textContent();
  const until = Number(/until #([\d,]+)/.exec((await phone.textContent()) ?? "")?.[1]);
  await page.waitForTimeout(1_000);
  expect(await reader.text()).toBe(still);
  expect(source.startsWith(played ?? "?")).toBe(true);
  expect(played?.length).toBeLessThan(still.length);

  await phone.getByRole("button", { name: "Leave" }).click();
  await bench.getByRole("button", { name: "Play on desk" }).click();
  await desk.getByText(`from #${(until + 1).toLocaleString("en")} `).waitFor();
  await reader.hurry();
  await reader.ended("completed");
  await desk.getByText(/^completed/).waitFor();
  const rest = await desk.locator("blockquote").textContent();
  expect(`${played}${rest}`).toBe(source);
  expect(await reader.text()).toBe(source);
  expect(reader.errors).toEqual([]);
});

test.concurrent("a reader that nobody plays for lets the writer go when its lease is over", async () => {
  await using reader = await open();
  const { page, device } = reader;
  await page.getByRole("button", { name: "Start, and wait for ann" }).click();
  await device.getByText("Held, waiting for ann", { exact: true }).waitFor();
  await device.getByText("Being written", { exact: true }).waitFor();
  await reader.hurry();
  await reader.ended("completed");
  await page.getByText("The answer is over; it was held for ann.").waitFor();
});

test.concurrent("the same reader plays on in another browser", async ({ expect }) => {
  await using one = await open();
  await one.page.getByLabel("May owe").fill("200");
  await one.page.getByRole("button", { name: "Start, and wait for ann" }).click();
  await one.page.getByRole("button", { name: "Play on phone" }).click();
  await one.has(200);
  const phone = one.page.getByRole("region", { name: "Phone" });
  await phone.getByRole("button", { name: "Pause" }).click();
  await one.page.getByText(/^Held: ann/).waitFor();
  const played = await phone.locator("blockquote").textContent();
  await using other = await open({ url: one.page.url() });
  await other.page.getByRole("button", { name: "Play on desk" }).click();
  const desk = other.page.getByRole("region", { name: "Desk" });
  await desk.getByText(/from #\d/).waitFor();
  await other.hurry();
  await one.ended("completed");
  await desk.getByText(/^completed/).waitFor();
  expect(`${played}${await desk.locator("blockquote").textContent()}`).toBe(source);
});
