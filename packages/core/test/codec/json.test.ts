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

  const cycle: { self?: unknown } = {};
  cycle.self = cycle;

  it.each([
    ["undefined", undefined, "undefined is not JSON"],
    ["a function", () => 1, "function is not JSON"],
    ["a symbol", Symbol("s"), "symbol is not JSON"],
    ["what answers undefined for itself", { toJSON: () => undefined }, "object is not JSON"],
    ["a BigInt", { deep: [1n] }, /BigInt/],
    ["a cycle", cycle, /circular/],
    ["NaN", Number.NaN, "it would become null in JSON"],
    ["an invalid date", new Date(Number.NaN), "it would become null in JSON"],
    [
      "a key __proto__",
      { deep: [JSON.parse('{"__proto__":1}')] },
      "the key __proto__ is not allowed",
    ],
  ])("does not take %s", (_, value, message) => {
    expect(() => formatJson(value)).toThrow(TypeError);
    expect(() => formatJson(value)).toThrow(message);
  });

  it("takes null, and whatever says what it is in JSON", () => {
    expect(formatJson(null)).toBe("null");
    expect(formatJson(new Date(0))).toBe('"1970-01-01T00:00:00.000Z"');
    expect(formatJson({ there: 1, not: undefined })).toBe('{"there":1}');
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
