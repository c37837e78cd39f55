import { expect, test } from "vitest";
import { clientCommands, type Inside, serverTime } from "../src/raw/command-stats.ts";

/** Ten scripts that each call HMGET once and XADD, and five looks from outside that HMGET twice. */
const stats = new Map([
  ["evalsha", { calls: 10, usec: 200 }],
  ["hmget", { calls: 20, usec: 40 }],
  ["xadd", { calls: 640, usec: 90 }],
  ["xrange", { calls: 5, usec: 30 }],
]);
const inside: Inside = { hmget: 1, xadd: "all" };

test("what a script calls is part of its time, and not counted again", () => {
  expect(serverTime(stats, inside)).toBe(200 + 20 + 30);
});

test("a script is one command, whatever it calls", () => {
  expect(clientCommands(stats, inside)).toBe(10 + 10 + 5);
});

test("without scripts everything came from clients", () => {
  const plain = new Map([["publish", { calls: 3, usec: 9 }]]);
  expect([serverTime(plain, inside), clientCommands(plain, inside)]).toEqual([9, 3]);
});
