import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { startPage } from "./page-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the page is served. */
    readonly pageUrl: string;
    /** Where the browser listens. */
    readonly browserUrl: string;
  }
}

const scripts = new URL("../../../../tools/scripts/lib/browser.js", import.meta.url);

/** What `npm test` found, or installed. */
const findBrowser = async (): Promise<string> => {
  const lib: { readonly findBrowser: () => string | undefined } = await import(scripts.href);
  const found = lib.findBrowser();
  if (found === undefined) throw new Error("There is no browser: `npm test` says how to have one");
  return found;
};

/** One page server and one browser for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const executablePath = await findBrowser();
  const [page, browser] = await Promise.all([
    startPage(),
    chromium.launchServer({ executablePath, host: "127.0.0.1" }),
  ]);
  project.provide("pageUrl", page.url);
  project.provide("browserUrl", browser.wsEndpoint());
  return async () => {
    await browser.close();
    await page.stop();
  };
}
