import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const redis = new URL("../scripts/lib/redis.js", import.meta.url).href;
const root = new URL("../../..", import.meta.url);
const program = `
  const { ensureRedis } = await import(${JSON.stringify(redis)});
  console.log("server:", await ensureRedis());
`;

let machine: string;
beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), "segno machine "));
});
afterEach(() => rmSync(machine, { recursive: true, force: true }));

const install = (name: string, script: string): void => {
  writeFileSync(join(machine, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(machine, name), 0o755);
};

/** A machine that has on its PATH what was put there, and nothing else. */
const ensureRedis = (env: Record<string, string> = {}) => {
  const args = ["--input-type=module", "-e", program];
  const ran = spawnSync(process.execPath, args, {
    env: { PATH: machine, ...env },
    encoding: "utf8",
  });
  return { code: ran.status, said: ran.stdout + ran.stderr };
};

test.each(["redis-server", "valkey-server"])("%s on PATH is taken", (name) => {
  install(name, "exit 0");
  expect(ensureRedis()).toEqual({ code: 0, said: `server: ${join(machine, name)}\n` });
});

test("where there is none, one is installed if that is allowed, and it is said", () => {
  const manager = process.getuid?.() === 0 ? "apt-get" : "brew";
  const server = join(machine, "redis-server");
  install(manager, `[ "$1" = install ] && : > "${server}" && /bin/chmod 755 "${server}" || :`);
  const { code, said } = ensureRedis();
  expect(said).toContain(`installed with ${manager}, for there was none`);
  expect(said).toContain(`server: ${server}`);
  expect(code).toBe(0);
});

test("where none can be had, the run ends with the three ways to have one", () => {
  const { code, said } = ensureRedis();
  expect(code).toBe(1);
  expect(said).toMatch(/REDIS_URL.*on PATH.*install one/s);
});

test("a REDIS_URL that nobody answers is an error, not a reason to look elsewhere", () => {
  install("redis-server", "exit 0");
  const { code, said } = ensureRedis({ REDIS_URL: "redis://127.0.0.1:1" });
  expect(code).toBe(1);
  expect(said).toContain("nothing answers there");
});

test("a run of no tests fails", () => {
  const args = ["packages/tools/scripts/test.js", "there-is-no-such-test"];
  const ran = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  expect(ran.stdout.trimEnd().split("\n").at(-1)).toBe("0 passed, 1 failed");
  expect(ran.status).toBe(1);
}, 60_000);
