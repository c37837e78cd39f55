import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { formatJson, parseJson } from "../../src/codec/json.ts";
import { jsons, texts } from "../support/arbitraries.ts";

describe("JSON", () => {
  it("comes back as it went", () => {
    fc.assert(
      fc.property(jsons, (value) => {
        expect(parseJson(formatJson(value))).toEqual(value);
      }),
    );
  });

  it("has no control character, and survives UTF-8", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const written = formatJson({ text });
        expect([...written].every((unit) => unit >= " ")).toBe(true);
        expect(new TextDecoder().decode(new TextEncoder().encode(written))).toBe(written);
        expect(parseJson(written)).toEqual({ text });
      }),
    );
  });

  const answersNowAndThen = () => {
    let asked = 0;
    return { toJSON: () => (asked++ % 2 ? undefined : "once") };
  };
  /** JSON has one zero. */
  const plusZero = (value: unknown): unknown => {
    if (value === 0) return 0;
    if (Array.isArray(value)) return value.map(plusZero);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plusZero(one)]));
  };
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;

  it.each([
    ["undefined", undefined, "undefined is not JSON"],
    ["a function", () => 1, "function is not JSON"],
    ["a symbol", Symbol("s"), "symbol is not JSON"],
    ["what answers undefined for itself", { toJSON: () => undefined }, "undefined is not JSON"],
    ["what answers now and then", answersNowAndThen(), "object is not JSON"],
    ["a BigInt", { deep: [1n] }, "bigint is not JSON"],
    ["a cycle", cycle, /circular/],
    ["NaN", Number.NaN, "NaN is not JSON"],
    ["infinity", { most: Number.POSITIVE_INFINITY }, "Infinity is not JSON"],
    ["an invalid date", { at: new Date(Number.NaN) }, "an invalid date is not JSON"],
    ["undefined in a list", [1, undefined], "undefined is not JSON"],
    ["a hole in a list", new Array(1), "undefined is not JSON"],
    ["a function in an object", { there: 1, call: () => 1 }, "function is not JSON"],
    ["a symbol in an object", { mark: Symbol("s") }, "symbol is not JSON"],
    ["a Map", { seen: new Map([[1, 2]]) }, "Map is not JSON"],
    ["a Set", new Set([1]), "Set is not JSON"],
    ["an error", [new Error("boom")], "Error is not JSON"],
    ["bytes", { bytes: new Uint8Array(2) }, "Uint8Array is not JSON"],
    ["no bytes", new Uint8Array(0), "Uint8Array is not JSON"],
    ["a pattern", { like: /a/ }, "RegExp is not JSON"],
    ["what answers with one of these", { toJSON: () => ({ deep: [1n] }) }, "bigint is not JSON"],
    [
      "a key __proto__",
      { deep: [JSON.parse('{"__proto__":1}')] },
      "the key __proto__ is not allowed",
    ],
  ])("does not take %s", (_, value, message) => {
    expect(() => formatJson(value)).toThrow(TypeError);
    expect(() => formatJson(value)).toThrow(message);
  });

  it.each([
    ["", Number.NaN],
    ["a", { a: Number.NaN }],
    ["a.0.b c.2", { x: 1, a: [{ "b c": [null, {}, 1n] }] }],
    ["at.1", { at: { toJSON: () => ["word", Symbol("s")] } }],
  ])("says where it is: %j", (path, value) => {
    expect(() => formatJson(value)).toThrow(expect.objectContaining({ path }));
  });

  it("takes null, and whatever says what it is in JSON", () => {
    expect(formatJson(null)).toBe("null");
    expect(formatJson(new Date(0))).toBe('"1970-01-01T00:00:00.000Z"');
    expect(formatJson([{ toJSON: () => null }, { toJSON: () => "word" }])).toBe('[null,"word"]');
    expect(formatJson({ there: 1, not: undefined })).toBe('{"there":1}');
  });

  it("takes what a class holds, and not what it inherits", () => {
    const Old = function (this: { own: number }) {
      this.own = 1;
    } as unknown as new () => object;
    Old.prototype.method = () => 1;
    class New {
      own = 1;
      method(): void {}
    }
    class Empty {}
    expect(formatJson([new Old(), new New(), new Empty()])).toBe('[{"own":1},{"own":1},{}]');
  });

  it("says of anything what it is, or refuses it", () => {
    const anything = fc.anything({
      withBigInt: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
      withObjectString: true,
    });
    let [taken, refused] = [0, 0];
    fc.assert(
      fc.property(anything, (value) => {
        try {
          const text = formatJson(value);
          taken += 1;
          expect(parseJson(text)).toEqual(plusZero(value));
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          refused += 1;
        }
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(200);
  });

  it("may speak of __proto__, in values and within keys", () => {
    for (const value of ["__proto__", '"__proto__":', { a__proto__: 1 }, { '"__proto__': 1 }]) {
      expect(parseJson(formatJson(value))).toEqual(value);
    }
    const escaped = "\u0001 and __proto__";
    expect(parseJson(formatJson({ escaped }))).toEqual({ escaped });
  });

  it.each([
    '{"__proto__":{"admin":true}}',
    '[{"a":{"__proto__":null}}]',
    '{ "__proto__" : 1 }',
    '{"\\u005f_proto__":1}',
    '{"__pr\\u006fto__":1}',
  ])("is not read where a key spells __proto__: %s", (text) => {
    expect(() => parseJson(text)).toThrow(new TypeError("the key __proto__ is not allowed"));
  });

  it("is looked through only where it could spell the key", () => {
    const look = vi.spyOn(Object, "hasOwn");
    parseJson('{"a":1}');
    expect(look).not.toHaveBeenCalled();
    parseJson('{"\\u0061":{"b":1}}');
    expect(look).toHaveBeenCalledTimes(2);
    look.mockClear();
    parseJson('["__proto__"]');
    expect(look).toHaveBeenCalledTimes(1);
    look.mockClear();
    formatJson({ a: "__proto__ \u0001" });
    expect(look).not.toHaveBeenCalled();
  });

  it("is read where an escape spells something else", () => {
    expect(parseJson('{"\\u0061":["\\u0062"]}')).toEqual({ a: ["b"] });
  });

  it.each(["", "{", "undefined", "NaN", "1n", "'a'", "\u0000"])("is none: %j", (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});
