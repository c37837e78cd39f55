import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const root = new URL("../../..", import.meta.url);

const program = (file: string, ensure: string): string => `
  const lib = await import(${JSON.stringify(new URL(`../scripts/lib/${file}`, import.meta.url).href)});
  console.log("found:", await lib.${ensure}());
`;
const needs = {
  redis: program("redis.js", "ensureRedis"),
  browser: program("browser.js", "ensureBrowser"),
} as const;

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
const ensure = (what: keyof typeof needs, env: Record<string, string> = {}) => {
  const args = ["--input-type=module", "-e", needs[what]];
  const ran = spawnSync(process.execPath, args, {
    env: { PATH: machine, ...env },
    encoding: "utf8",
  });
  return { code: ran.status, said: ran.stdout + ran.stderr };
};

const programs = [
  ["redis", "redis-server"],
  ["redis", "valkey-server"],
  ["browser", "chromium"],
  ["browser", "chromium-browser"],
  ["browser", "google-chrome"],
] as const;

test.each(programs)("for the %s, %s on PATH is taken", (what, name) => {
  install(name, "exit 0");
  expect(ensure(what)).toEqual({ code: 0, said: `found: ${join(machine, name)}\n` });
});

test.each(["redis-server", "chromium"] as const)(
  "where there is no %s, one is installed if that is allowed, and it is said",
  (name) => {
    const what = name === "chromium" ? "browser" : "redis";
    const manager = process.getuid?.() === 0 ? "apt-get" : "brew";
    const path = join(machine, name);
    install(manager, `[ "$1" = install ] && : > "${path}" && /bin/chmod 755 "${path}" || :`);
    const { code, said } = ensure(what);
    expect(said).toContain(`installed with ${manager}, for there was none`);
    expect(said).toContain(`found: ${path}`);
    expect(code).toBe(0);
  },
);

/** On a Mac browsers are not on PATH, and one may well be there. */
const removable = process.platform === "darwin" ? ["redis"] : ["redis", "browser"];

test.each(removable as readonly (keyof typeof needs)[])(
  "where no %s can be had, the run ends with the three ways to have one",
  (what) => {
    const { code, said } = ensure(what);
    expect(code).toBe(1);
    expect(said).toMatch(/(REDIS_URL|CHROME_PATH).*on PATH.*install one/s);
  },
);

test("the program of CHROME_PATH is taken, and one that is not there is an error", () => {
  install("chromium", "exit 0");
  install("my browser", "exit 0");
  const mine = join(machine, "my browser");
  expect(ensure("browser", { CHROME_PATH: mine })).toEqual({ code: 0, said: `found: ${mine}\n` });
  const { code, said } = ensure("browser", { CHROME_PATH: join(machine, "gone") });
  expect(code).toBe(1);
  expect(said).toContain("there is no program");
});

test("a REDIS_URL that nobody answers is an error, not a reason to look elsewhere", () => {
  install("redis-server", "exit 0");
  const { code, said } = ensure("redis", { REDIS_URL: "redis://127.0.0.1:1" });
  expect(code).toBe(1);
  expect(said).toContain("nothing answers there");
});

test("a run of no tests fails", () => {
  const args = ["packages/tools/scripts/test.js", "there-is-no-such-test"];
  const ran = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  expect(ran.stdout.trimEnd().split("\n").at(-1)).toBe("0 passed, 1 failed");
  expect(ran.status).toBe(1);
}, 60_000);
