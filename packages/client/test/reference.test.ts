import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { AcksOptions } from "../src/ack/index.ts";
import type { FollowStreamOptions } from "../src/index.ts";
import type { UseStreamOptions, ViewOptions } from "../src/react/index.ts";

const page = readFileSync(new URL("../../../docs/reference/client.md", import.meta.url), "utf8");

/** The names in the first column of the table that begins so. */
const named = (heading: string): string[] => {
  const [, table = ""] = page.split(`| ${heading} | default |`);
  const rows = table.split("\n\n")[0] ?? "";
  return [...rows.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = ""]) => name).sort();
};

/** Every option, or the compiler objects: one that is new has to be written down here and there. */
const all = <Options>(names: Readonly<Record<keyof Options, true>>): string[] =>
  Object.keys(names).sort();

test("the page names every option of followStream, and no other", () => {
  const options = all<FollowStreamOptions<unknown>>({
    after: true,
    reader: true,
    wait: true,
    signal: true,
    schema: true,
    headers: true,
    fetch: true,
    silenceMs: true,
    backoffMs: true,
    backoffCapMs: true,
    giveUpMs: true,
    onConnection: true,
    clock: true,
    random: true,
    wake: true,
  });
  expect(named("option")).toEqual(options);
});

test("and every option of createAcks", () => {
  const options = all<AcksOptions>({
    reader: true,
    everyMs: true,
    onRefused: true,
    headers: true,
    fetch: true,
    signal: true,
    backoffMs: true,
    backoffCapMs: true,
    giveUpMs: true,
    clock: true,
    random: true,
    wake: true,
    leave: true,
  });
  expect(named("option of acks")).toEqual(options);
});

test("and every option of the hooks' own", () => {
  type Own = Omit<
    ViewOptions<unknown, unknown> & Pick<UseStreamOptions<unknown>, "text">,
    keyof FollowStreamOptions<unknown>
  >;
  const options = all<Own>({ initial: true, keepEvents: true, schedule: true, text: true });
  expect(named("hook's option")).toEqual(options);
});
