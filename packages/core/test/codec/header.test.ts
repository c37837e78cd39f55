import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMs, longestMs, readMs, widthOf } from "../../src/codec/header.ts";
import { texts } from "../support/arbitraries.ts";

/** Small times and each number of digits are tried as often as great ones. */
const times = fc
  .tuple(fc.nat({ max: 9 }), fc.integer({ min: 0, max: 31 }))
  .chain(([width, low]) => fc.maxSafeNat().map((rest) => (rest % 32 ** width) * 32 + low))
  .map((ms) => ms % (longestMs + 1));

describe("the time in a header", () => {
  it.each([
    [0, "A"],
    [1, "B"],
    [31, "f"],
    [32, "gB"],
    [63, "/B"],
    [1_023, "/f"],
    [1_024, "ggB"],
    [32_767, "//f"],
    [32_768, "gggB"],
    [1_048_575, "///f"],
    [2 ** 31, "ggggggC"],
    [longestMs, "////////f"],
  ])("%i ms is %s", (ms, text) => {
    expect(formatMs(ms)).toBe(text);
    expect(readMs(text, 0)).toBe(ms);
    expect(widthOf(ms)).toBe(text.length);
  });

  it.each([
    [-1, 0],
    [-0.5, 0],
    [Number.NaN, 0],
    [Number.NEGATIVE_INFINITY, 0],
    [1.9, 1],
    [31.999, 31],
    [longestMs + 1, longestMs],
    [Number.POSITIVE_INFINITY, longestMs],
  ])("%d ms is cut to %d", (ms, cut) => {
    expect(formatMs(ms)).toBe(formatMs(cut));
  });

  it("lasts a thousand years, and may be added to any date", () => {
    expect(longestMs).toBe(2 ** 45 - 1);
  });

  it("leads back to the time, wherever it stands, and says how wide it is", () => {
    fc.assert(
      fc.property(times, fc.string(), fc.string(), (ms, before, after) => {
        const text = before + formatMs(ms) + after;
        expect(readMs(text, before.length)).toBe(ms);
        expect(widthOf(ms)).toBe(formatMs(ms).length);
      }),
    );
  });

  it.each([
    ["nothing", ""],
    ["no last digit", "g"],
    ["a second spelling of 0", "gA"],
    ["a second spelling of 31", "/A"],
    ["ten digits", "/////////B"],
    ["ten digits of nothing", "gggggggggB"],
    ["a space", " "],
    ["a brace", "{}"],
    ["a dash, of the other base 64", "-A"],
    ["a letter beyond ASCII", "äA"],
    ["a letter whose lower byte is a digit", "\u0141A"],
    ["a control character", "\u0000A"],
    ["DEL", "\u007fA"],
    ["a bad second digit", "g{"],
  ])("is none: %s", (_, text) => {
    expect(readMs(text, 0)).toBe(-1);
  });

  it("is none where the text is over", () => {
    expect(readMs("cB", 2)).toBe(-1);
  });

  it("has one spelling: what is read is what would be written", () => {
    const digits = fc.string({ unit: fc.constantFrom(..."ABfgh/+{"), maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(digits, texts), (text) => {
        const ms = readMs(text, 0);
        if (ms !== -1) expect(text.slice(0, widthOf(ms))).toBe(formatMs(ms));
      }),
      { numRuns: 1_000 },
    );
  });
});
