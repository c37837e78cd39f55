import { type RedisServer, startRedis } from "@segno/tools/servers";
import { ownServers, redisUrl } from "@segno/tools/test-redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkPrograms } from "../src/docs/check.ts";
import { extract } from "../src/docs/extract.ts";
import { called, documents, scripts } from "../src/docs/find.ts";
import type { Outcome } from "../src/docs/run.ts";

const pages = documents().map(({ name, markdown }) => extract(name, markdown));
const modules = pages.flatMap((page) => page.modules);

let server: RedisServer | undefined;
let outcomes: readonly Outcome[] = [];

beforeAll(async () => {
  // The documents all stream to "answer-1": each program has a database of its own.
  if (ownServers) server = await startRedis({ config: { databases: String(modules.length + 1) } });
  const database = (index: number): string =>
    server === undefined ? redisUrl() : `${server.url}/${index}`;
  outcomes = await checkPrograms(modules, database);
}, 300_000);

afterAll(() => server?.stop());

test("there are documents to read", () => {
  expect(pages.length).toBeGreaterThan(0);
});

test("no code block is passed over in silence", () => {
  expect(pages.flatMap((page) => page.problems)).toEqual([]);
});

test("every npm script that a document names exists", () => {
  const lines = pages.flatMap((page) => page.shell);
  const unknown = lines.flatMap(({ text }) => called(text)).filter((name) => !scripts().has(name));
  expect(unknown).toEqual([]);
});

describe.each(modules.map((module, index) => ({ ...module, index })))(
  "$document, $file",
  ({ index }) => {
    test("does what it says", () => {
      const { ok, said } = outcomes[index] ?? { ok: false, said: "it was not run" };
      expect(ok, said).toBe(true);
    });
  },
);
