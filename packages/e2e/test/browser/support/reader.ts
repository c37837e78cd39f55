import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";
import { afterAll, beforeAll, inject } from "vitest";

/** Somebody with the page open, in a browser profile of their own. */
export type Reader = AsyncDisposable & {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly device: Locator;
  /** The latest answer, letter by letter. */
  readonly text: () => Promise<string>;
  readonly ask: (question: RegExp) => Promise<void>;
  /** Has the rest written as fast as it goes. */
  readonly hurry: () => Promise<void>;
  /** Waits until so much of the answer is there. */
  readonly has: (letters: number) => Promise<void>;
  /** Waits for the last answer to end so. */
  readonly ended: (phase: "completed" | "stopped") => Promise<void>;
  /** What went wrong in the page. */
  readonly errors: readonly string[];
};

/** How long anything may take: the machine may be busy, and what is waited for is named then. */
const patienceMs = 30_000;

/** In ms per token: slow enough to be in the middle of it for some twenty seconds. */
const slow = 8;

/** Makes the page ready to be looked at. */
export const readerOn = async (page: Page, url: string): Promise<Reader> => {
  const errors: string[] = [];
  page.setDefaultTimeout(patienceMs);
  page.on("pageerror", ({ message }) => errors.push(message));
  await page.addInitScript((ms) => localStorage.setItem("interval", String(ms)), slow);
  const asked = page.waitForResponse(/\/api\/texts$/);
  await page.goto(url);
  const device = page.getByRole("region", { name: "This device", exact: true });
  // The keys do something once the page has begun to ask for things.
  await Promise.all([asked, device.waitFor()]);
  const turn = device.locator("article").last();
  const prose = turn.locator(".prose");
  const text = async (): Promise<string> =>
    (await prose.count()) === 0 ? "" : ((await prose.textContent()) ?? "");
  return {
    page,
    context: page.context(),
    device,
    text,
    errors,
    [Symbol.asyncDispose]: () => page.context().close(),
    ask: (question) => device.getByRole("button", { name: question }).click(),
    hurry: () => page.getByRole("slider", { name: "Pace" }).fill("0"),
    has: async (letters) => {
      await page.waitForFunction((least) => {
        const found = document.querySelector("[data-device] article:last-child .prose");
        return (found?.textContent ?? "").length >= least;
      }, letters);
    },
    ended: (phase) => device.locator(`article:last-child[data-phase=${phase}]`).waitFor(),
  };
};

type Opened = BrowserContextOptions & { readonly url?: string };

const openReader = async (
  browser: Browser,
  { url = inject("pageUrl"), ...options }: Opened = {},
): Promise<Reader> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    // Nothing is painted for its own sake.
    reducedMotion: "reduce",
    ...options,
  });
  return readerOn(await context.newPage(), url);
};

export type Readers = {
  readonly browser: () => Browser;
  /** Somebody with a profile of their own opens the page, or `url`. */
  readonly open: (options?: Opened) => Promise<Reader>;
};

/** Those of one test file: connects before its tests, and leaves after them. */
export const readers = (): Readers => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.connect(inject("browserUrl"));
  });
  afterAll(() => browser.close());
  return { browser: () => browser, open: (options) => openReader(browser, options) };
};

/** The question whose answer is long, and has every script. */
export const choir = /choir of many languages/;

/** What the model says: what every reader is compared with. */
export const sourceText = async (id: string): Promise<string> =>
  (await fetch(`${inject("pageUrl")}/api/texts/${id}`)).text();
