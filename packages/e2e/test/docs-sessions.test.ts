import { startRedis } from "@segno/tools/servers";
import { ownServers } from "@segno/tools/test-redis";
import { describe, expect, test, vi } from "vitest";
import { extract } from "../src/docs/extract.ts";
import { documents } from "../src/docs/find.ts";
import { play, sessionOf } from "../src/docs/sessions.ts";

// Each line of a session starts a program.
vi.setConfig({ testTimeout: 240_000 });

const sessions = documents().flatMap(({ name, markdown }) => {
  const session = sessionOf(extract(name, markdown));
  return session === null ? [] : [{ name, session }];
});

describe.skipIf(!ownServers)("what a shell is shown to print, it prints", () => {
  test.each(sessions)("$name", async ({ session }) => {
    await using server = await startRedis();
    const { ok, said } = await play(session, server.url);
    expect(ok, said).toBe(true);
  });
});

test("there is one, and one that prints something else is found out", async () => {
  expect(sessions.length).toBeGreaterThan(0);
  const lines = ["echo one", "# prints: two", "segno help > /dev/null"];
  const shell = lines.map((text, line) => ({ line, text }));
  const session = sessionOf({ shell });
  const { ok } = await play(session ?? { script: "", prints: [] }, "redis://127.0.0.1:1");
  expect(ok).toBe(false);
});
