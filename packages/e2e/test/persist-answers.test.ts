import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createStreams } from "@segno/core";
import { redisStreams } from "@segno/redis/streams";
import { redisUrl } from "@segno/tools/test-redis";
import fc from "fast-check";
import { Redis } from "ioredis";
import sqlite from "node-sqlite3-wasm";
import { expect, onTestFinished, test } from "vitest";
import { extract } from "../src/docs/extract.ts";
import { documents } from "../src/docs/find.ts";
import { write } from "../src/docs/run.ts";

const page = documents().find(({ name }) => name.endsWith("persist-answers-to-a-database.md"));

/** The page's own programs, in a folder of their own. */
const programs = (): string => {
  if (!page) throw new Error("There is no such page.");
  const workspace = write(extract(page.name, page.markdown).modules);
  onTestFinished(() => rmSync(workspace, { recursive: true, force: true }));
  const folder = readdirSync(workspace).find((name) => name.includes("persist-answers"));
  return join(workspace, folder ?? "");
};

const runs = 4;

test("an answer is in the database once, wherever its archivist is killed", async () => {
  const folder = programs();
  const id = `kill-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const path = join(folder, "killed.db");
  const archivist = (fate: string): ChildProcess =>
    spawn(process.execPath, ["--conditions=source", "--import", "tsx", "main.ts", id, fate], {
      cwd: folder,
      env: { ...process.env, REDIS_URL: redisUrl(), ANSWERS: path },
      stdio: "inherit",
    });
  const outcome = async (child: ChildProcess): Promise<unknown> => {
    const [code, signal] = await once(child, "exit");
    return signal ?? code;
  };

  const redis = new Redis(redisUrl(), { lazyConnect: true });
  const streams = createStreams<{ content: string }>(redisStreams(redis, { prefix: "chat" }));
  onTestFinished(() => streams.close());
  const asAnswer = { endedTtlMs: 60_000, holdUntil: { group: "archive" } };
  const writer = await streams.start(id, asAnswer);
  let said = "";
  let isWriting = true;
  const writing = (async () => {
    for (let n = 0; isWriting; n++) {
      said += `${n} `;
      await writer.write({ content: `${n} ` });
      await pause(5);
    }
  })();

  const moments = fc.sample(fc.integer({ min: 400, max: 1_600 }), { numRuns: runs, seed: 1 });
  for (const ms of moments) {
    const child = archivist("lives");
    await pause(ms);
    child.kill("SIGKILL");
    expect(await outcome(child)).toBe("SIGKILL");
  }
  isWriting = false;
  await writing;
  await writer.complete();
  expect((await streams.groups(id)).heldFor).toEqual(["archive"]);
  expect(await outcome(archivist("dies"))).toBe("SIGKILL");
  expect(await outcome(archivist("dies"))).toBe("SIGKILL");
  const held = (await streams.describe(id)).ttl.streamTtlMs ?? 0;
  expect(held).toBeGreaterThan(600_000);
  expect(await outcome(archivist("lives"))).toBe(0);

  const database = new sqlite.Database(path, { readOnly: true });
  const rows = database.all("SELECT stream, life, status, content FROM answers");
  database.close();
  const life = writer.incarnation;
  expect(rows).toEqual([{ stream: id, life, status: "completed", content: said }]);
  const { groups, heldFor } = await streams.groups(id);
  expect(groups).toMatchObject([{ group: "archive", through: true, deadLetters: 0 }]);
  expect(heldFor).toEqual([]);
  expect((await streams.describe(id)).ttl.streamTtlMs).toBeLessThan(61_000);
}, 90_000);
