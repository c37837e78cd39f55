import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Locator, Page } from "playwright-core";
import { test } from "vitest";
import { readers } from "./support/reader.ts";

const { open } = readers();

declare const axe: { readonly run: () => Promise<AxeResults> };

const path = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What is wrong, rule by rule, and where. */
const complaints = async (page: Page): Promise<readonly string[]> => {
  await page.addScriptTag({ path });
  const { violations, passes } = await page.evaluate(() => axe.run());
  if (passes.length < 20) return ["axe has looked at next to nothing"];
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
};

test.for(["light", "dark"] as const)(
  "for everybody, in the %s",
  async (colorScheme, { expect }) => {
    await using reader = await open({ colorScheme });
    const { page } = reader;
    expect(await complaints(page)).toEqual([]);
    await page.getByRole("button", { name: "Second device" }).click();
    await reader.ask(/smallest log/);
    await reader.has(200);
    await page.getByRole("button", { name: "TTL" }).click();
    await page.getByRole("button", { name: "Listen" }).click();
    await page.getByRole("button", { name: "Cut the line" }).first().click();
    expect(await complaints(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Keys" }).click();
    expect(await complaints(page)).toEqual([]);
  },
);

test.for([
  ["light", 1_280],
  ["dark", 320],
] as const)(
  "a writer that is held, in the %s and %i px wide",
  async ([colorScheme, width], { expect }) => {
    await using reader = await open({ colorScheme, viewport: { width, height: 800 } });
    const { page, device } = reader;
    if (width < 960) await page.getByRole("button", { name: "Workbench" }).click();
    await page.getByRole("button", { name: "Start, and wait for ann" }).click();
    await page.getByRole("button", { name: "Play on phone" }).click();
    await reader.has(200);
    await page.getByRole("button", { name: "Pause" }).click();
    await device.getByText("Held, waiting for ann", { exact: true }).waitFor();
    expect(await complaints(page)).toEqual([]);
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(tooWide).toBe(0);
  },
);

test("on a narrow screen nothing has to be scrolled sideways", async ({ expect }) => {
  await using reader = await open({ viewport: { width: 320, height: 640 } });
  const { page } = reader;
  const top = async (place: Locator): Promise<number | undefined> => (await place.boundingBox())?.y;
  const tooWide = (): Promise<number> =>
    page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await reader.ask(/choir/);
  await reader.hurry();
  await reader.ended("completed");
  expect(await tooWide()).toBe(0);
  await page.getByRole("button", { name: "Workbench" }).click();
  // It lies below, and is brought into sight, with all that is in it.
  const bench = page.getByRole("complementary", { name: "Workbench" });
  await expect.poll(() => top(bench)).toBeLessThan(20);
  const newest = bench.getByRole("button", { name: /^Resume after/ }).first();
  await newest.click();
  expect(await bench.getByLabel("After", { exact: true }).inputValue()).toMatch(/\.\d+$/);
  await page.getByRole("button", { name: "Second device" }).click();
  expect(await tooWide()).toBe(0);
  expect(await complaints(page)).toEqual([]);
});
