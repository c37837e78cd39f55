import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lines, reads, values } from "../src/pieces.ts";

const collect = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
};

/** A text in bytes, cut anywhere, within its characters too. */
const cut = (text: string, at: readonly number[]): Readable => {
  const bytes = Buffer.from(text);
  const places = [0, ...at.map((n) => n % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return Readable.from(places.slice(1).map((to, n) => bytes.subarray(places[n], to)));
};

const most = 32_768;
const texts = fc
  .array(
    fc.oneof(fc.string({ unit: "grapheme" }), fc.constant("\n"), fc.constant("🎼".repeat(20_000))),
  )
  .map((parts) => parts.join(""));

test.each([
  ["lines", lines],
  ["reads", reads],
])("%s: joined, the pieces are what was read, and each fits into a chunk", async (_, pieces) => {
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.nat(), { maxLength: 5 }), async (text, at) => {
      const found = await collect(pieces(cut(text, at)));
      expect(found.join("")).toBe(text);
      expect(found.filter((piece) => piece.length > most || piece === "")).toEqual([]);
      expect(found.filter((piece) => /\p{Surrogate}/u.test(piece))).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test("a line is a piece, its line feed included", async () => {
  expect(await collect(lines(cut("one\ntwo\n\nthree", [2, 5])))).toEqual([
    "one\n",
    "two\n",
    "\n",
    "three",
  ]);
});

test("a line of JSON without an end is not kept", async () => {
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(65_536, "[");
    })(),
  );
  await expect(collect(values(endless))).rejects.toThrow("longer than 1 MiB");
});
