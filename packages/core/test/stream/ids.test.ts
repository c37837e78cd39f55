import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseConsumerName,
  parseGroupName,
  parseReaderId,
  parseStreamId,
  parseTenantId,
  parseUlid,
} from "../../src/stream/ids.ts";
import { texts } from "../support/arbitraries.ts";

const noStrings = [undefined, null, 1, true, {}, [], ["a"], ["01ARZ3NDEKTSV4RRFFQ69G5FAV"]];

describe("a stream id", () => {
  it.each(["a", "answer-1", "AZaz09_.:~-", "x".repeat(128), ".."])("may be %s", (id) => {
    expect(parseStreamId(id)).toBe(id);
  });

  it.each([
    "",
    "x".repeat(129),
    "a b",
    "a\n",
    "\na",
    "{a}",
    "}",
    "a/b",
    "a*",
    "a%",
    "ä",
    "a\u0000",
    "a;b",
    "[",
    "@",
    "`",
  ])("may not be %j", (id) => {
    expect(parseStreamId(id)).toBeNull();
  });

  it.each(noStrings)("is a string, not %j", (value) => {
    expect(parseStreamId(value)).toBeNull();
  });

  it("is made of its alphabet alone, whatever is tried", () => {
    const alphabet = new Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:~-");
    fc.assert(
      fc.property(texts, (id) => {
        const fits = id.length > 0 && id.length <= 128 && [...id].every((c) => alphabet.has(c));
        expect(parseStreamId(id)).toBe(fits ? id : null);
      }),
    );
  });
});

describe("a ULID", () => {
  it.each([
    "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "00000000000000000000000000",
    "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    "0123456789ABCDEFGHJKMNPQRS",
    "0TVWXYZ0000000000000000000",
  ])("may be %s", (value) => {
    expect(parseUlid(value)).toBe(value);
  });

  it.each([
    "",
    "80000000000000000000000000",
    "01arz3ndektsv4rrffq69g5fav",
    "01ARZ3NDEKTSV4RRFFQ69G5FA",
    "01ARZ3NDEKTSV4RRFFQ69G5FAVV",
    "01ARZ3NDEKTSV4RRFFQ69G5FAV\n",
    "001ARZ3NDEKTSV4RRFFQ69G5FAV",
    ..."ILOU".split("").map((letter) => `0000000000000000000000000${letter}`),
  ])("may not be %j", (value) => {
    expect(parseUlid(value)).toBeNull();
  });

  it.each(noStrings)("is a string, not %j", (value) => {
    expect(parseUlid(value)).toBeNull();
  });
});

describe.each([
  ["tenant", parseTenantId],
  ["reader", parseReaderId],
] as const)("the name of a %s", (_, parse) => {
  it.each(["a", "Ada Lovelace", "ada@example.org", "😀", "é", "/".repeat(128)])(
    "may be %s",
    (name) => {
      expect(parse(name)).toBe(name);
    },
  );

  it.each(["", "x".repeat(129), "a\nb", "\u0000", "a\u007f", "\ud83d", "a\udc00"])(
    "may not be %j",
    (name) => {
      expect(parse(name)).toBeNull();
    },
  );

  it.each(noStrings)("is a string, not %j", (value) => {
    expect(parse(value)).toBeNull();
  });
});

describe("braces", () => {
  it.each(["{", "}", "a{b}"])("%s: in the name of a reader, and of no tenant", (name) => {
    expect(parseTenantId(name)).toBeNull();
    expect(parseReaderId(name)).toBe(name);
  });
});

describe("groups and consumers", () => {
  it("are named as streams are", () => {
    for (const parse of [parseGroupName, parseConsumerName]) {
      expect(parse("writers-1")).toBe("writers-1");
      for (const value of ["a b", "{a}", "", 1, null]) expect(parse(value)).toBeNull();
    }
  });
});
