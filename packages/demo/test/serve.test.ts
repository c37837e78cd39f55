import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";

const entry = fileURLToPath(new URL("../src/serve.ts", import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

const serve = (port: string, redisUrl = "", more: Record<string, string> = {}) => {
  const child = spawn(process.execPath, ["--conditions=source", "--import", "tsx", entry], {
    env: { ...process.env, PORT: port, HOST: "", REDIS_URL: redisUrl, ...more },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const said = { out: "", err: "" };
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said.err += text;
  });
  const url = new Promise<string>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text) => {
      said.out += text;
      const found = /http:\/\/\S+/.exec(said.out)?.[0];
      if (found) resolve(found);
    });
  });
  return { child, said, url, code: once(child, "close").then(([code]) => code as number | null) };
};

test("it prints where it is, and ends at once and in peace while an answer is being written", async () => {
  const { child, said, url, code } = serve("0");
  const streams = `${await url}/api/streams/a.1`;
  const started = await fetch(streams, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ prompt: "Why?", text: "dal-segno", intervalMs: 50 }),
  });
  expect(started.status).toBe(201);
  const line = await fetch(streams, { headers: { accept: "text/event-stream" } });
  const read = line.text();
  child.kill("SIGINT");
  expect(await code).toBe(130);
  expect(said.err).toBe("");
  expect(said.out).toContain("(memory; Ctrl-C ends it)");
  expect(await read).toMatch(/event: (failed|ending)\n/);
});

test("where the port is taken, or is none, it says so", async () => {
  const first = serve("0");
  const { port } = new URL(await first.url);
  const second = serve(port);
  expect(await second.code).toBe(1);
  expect(second.said.err).toMatch(/^Cannot listen: .*EADDRINUSE.* Another PORT may be free\.\n$/);
  const third = serve("web");
  expect(await third.code).toBe(1);
  expect(third.said.err).toBe('PORT is a number from 0 to 65535, not "web"\n');
});

test("where there is no Redis under REDIS_URL, or it is no address, it says so", async () => {
  const [nobody, nonsense] = [serve("0", "redis://:secret@127.0.0.1:1"), serve("0", "localhost")];
  expect(await nobody.code).toBe(1);
  expect(nobody.said.err).toMatch(
    /^Redis at redis:\/\/127\.0\.0\.1:1 does not answer .* leave REDIS_URL out/,
  );
  expect(nobody.said.err).not.toContain("secret");
  expect(await nonsense.code).toBe(1);
  expect(nonsense.said.err).toBe(
    'REDIS_URL is an address such as redis://127.0.0.1:6379, not "localhost"\n',
  );
});

test("what operators set is heeded, and what they misspelled is told", async () => {
  const wrong = serve("0", "", { SEGNO_LEASE: "5000", SEGNO_GRACE_MS: "4s" });
  expect(await wrong.code).toBe(1);
  expect(wrong.said.err).toBe(
    "The environment is wrong.\n" +
      "- SEGNO_LEASE is no variable of Segno: SEGNO_LEASE_MS, perhaps?\n" +
      '- SEGNO_GRACE_MS is "4s": it takes a whole number of milliseconds, 1 at least\n',
  );
  const short = serve("0", "", { SEGNO_ENDED_TTL_MS: "1000" });
  const stream = `${await short.url}/api/streams/a.1`;
  await fetch(stream, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ prompt: "Why?", text: "dal-segno", intervalMs: 0 }),
  });
  const gone = async (): Promise<boolean> => (await fetch(stream)).status === 404;
  for (let tries = 0; tries < 100 && !(await gone()); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await gone()).toBe(true);
});
