import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { payload } from "../src/payload.ts";
import { marked } from "../src/sse/mark.ts";
import { listen } from "../src/sse/tail.ts";
import { createTally } from "../src/sse/tally.ts";

test("a marked payload is of the usual size", () => {
  for (const n of [0, 1_219]) expect(marked(n).content).toHaveLength(payload.content.length);
});

test("an event is heard once its line is whole, in however many pieces it comes", async () => {
  const server = createServer(async (_, response) => {
    const lines = [7, 8, 9].map((n) => `event: chunk\ndata: ${JSON.stringify(marked(n))}\n\n`);
    for (const piece of lines.join("").match(/.{1,50}/gs) ?? [])
      await new Promise((resolve) => response.write(piece, resolve));
    response.end();
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;

  const heard: number[] = [];
  await new Promise((resolve, reject) => {
    const hear = (ms: number, n: number) => void heard.push(ms >= 0 ? n : Number.NaN);
    listen({ url: `http://127.0.0.1:${port}`, headers: {} }, hear, resolve).catch(reject);
  });
  expect(heard).toEqual([7, 8, 9]);
});

test.each([
  ["nothing", [0, 1, 2], { lost: 0, complete: true }],
  ["one in the middle", [0, 2], { lost: 1, complete: true }],
  ["the last one", [0, 1], { lost: 1, complete: false }],
  ["none, but one came twice", [0, 1, 1, 2], { lost: 1, complete: true }],
])("a client that missed %s is told from one that missed nothing", (_, second, found) => {
  const tally = createTally();
  const [one, other] = [tally.join(), tally.join()];
  for (const n of [0, 1, 2]) one(n === 0 ? 1_000 : 5, n);
  for (const n of second) other(n === 0 ? 1_000 : 4, n);
  const { lost, expected, p99 } = tally.heard(3, 1);
  expect({ lost, complete: tally.complete(3) }).toEqual(found);
  expect({ expected, p99 }).toEqual({ expected: 6, p99: 5 });
});
