import { command } from "@segno/tools/servers";
import { redisUrl } from "@segno/tools/test-redis";
import { expect, test } from "vitest";
import { rightOf, story, wholeCast } from "./support.ts";

const long = 120_000;

const storyKeys = async (): Promise<readonly unknown[]> => {
  const { port, hostname: host } = new URL(redisUrl());
  const keys: unknown[] = [];
  let cursor = "0";
  do {
    const args = ["SCAN", cursor, "MATCH", "*segno-story-*", "COUNT", "1000"];
    const reply = await command(Number(port || 6379), args, { host });
    const [next, found] = reply as [string, string[]];
    cursor = next;
    keys.push(...found);
  } while (cursor !== "0");
  return keys;
};

test.each(["streams", "sorted-set"])(
  "over Redis, in %s, each in a process: one is killed, one is frozen, nothing is lost or left behind",
  async (store) => {
    const args = ["--fast", "--seed", "7", "--store", store];
    const { code, out, err } = await story(args, { REDIS_URL: redisUrl() });
    expect(err).toBe("");
    expect(code, out).toBe(0);
    expect(out).toContain(`redis ${store}`);
    expect(out).toMatch(/writer A {2}\(process \d+\) is killed/);
    expect(out).toMatch(/writer B {2}\(process \d+\) freezes/);
    expect(out).toMatch(/takes over after event \d+/);
    expect(rightOf(out)).toEqual(wholeCast);
    expect(await storyKeys()).toEqual([]);
  },
  long,
);

test(
  "interrupted in the middle, it takes its processes and its streams along",
  async () => {
    let sent = false;
    const { code, out } = await story(["--seed", "7"], { REDIS_URL: redisUrl() }, (told, kill) => {
      if (sent || !/phone {5}cut/.test(told)) return;
      sent = true;
      kill("SIGINT");
    });
    expect(code, out).toBe(130);
    expect(out).not.toContain("What they saw");
    expect(await storyKeys()).toEqual([]);
  },
  long,
);

test(
  "where nobody answers, it says so at once, without the password",
  async () => {
    const began = performance.now();
    const REDIS_URL = "redis://me:secret@127.0.0.1:1";
    const { code, out } = await story(["--fast"], { REDIS_URL });
    expect(code).toBe(1);
    expect(out).toMatch(
      /store-unavailable: Redis at redis:\/\/127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)/,
    );
    expect(out).not.toContain("secret");
    expect(performance.now() - began).toBeLessThan(30_000);
  },
  long,
);
