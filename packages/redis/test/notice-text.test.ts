import { type Incarnation, type Notice, parseReaderId, type TerminalType } from "@segno/core";
import { arbitraries } from "@segno/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { numberAt } from "../src/digits.ts";
import { formatNotice, parseNotice } from "../src/notifier/notice-text.ts";

const terminals: readonly string[] = ["stopped", "failed", "completed"];

const plainlySign = (text: string): Notice | null => {
  const [tag, life, offset = "", ...name] = text.split(" ");
  const reader = parseReaderId(name.join(" "));
  const whole = /^\d{1,16}$/.test(offset) && Number.isSafeInteger(Number(offset));
  if (tag !== "k" || !life || !whole || !reader) return null;
  return { _tag: "acked", incarnation: life as Incarnation, offset: Number(offset), reader };
};

/** The same in the plainest words. */
const plainly = (text: string): Notice | null => {
  if (text[0] === "k") return plainlySign(text);
  const [line = "", ...entries] = text.split("\n");
  const [tag, life, epoch, first, last, word = ""] = line.split(" ");
  if (!life) return null;
  const incarnation = life as Incarnation;
  if (tag === "r") return { _tag: "removed", incarnation };
  const range = { epoch: Number(epoch), first: Number(first), last: Number(last) };
  if (tag !== "a" || !Object.values(range).every(Number.isSafeInteger)) return null;
  return {
    _tag: "appended",
    incarnation,
    ...range,
    ...(terminals.includes(word) ? { terminal: word as TerminalType } : {}),
    ...(entries.length > 0 ? { entries } : {}),
  };
};

const entry = fc
  .string({ minLength: 1, maxLength: 20, unit: "grapheme" })
  .map((text) => `c${text.replace(/[\p{Cc}]/gu, "")}`);
const life = fc
  .string({ minLength: 1, maxLength: 26, unit: fc.constantFrom(..."0123XYZ") })
  .map((text) => text as Incarnation);
const whole = fc.oneof(fc.nat(300), fc.maxSafeNat());

const notice: fc.Arbitrary<Notice> = fc.oneof(
  fc.record(
    { _tag: fc.constant("removed" as const), incarnation: life },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      _tag: fc.constant("acked" as const),
      incarnation: life,
      offset: whole,
      reader: arbitraries.readerId,
    },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      _tag: fc.constant("appended" as const),
      incarnation: life,
      epoch: whole,
      first: whole,
      last: whole,
      terminal: fc.constantFrom<TerminalType>("stopped", "failed", "completed"),
      entries: fc.array(entry, { minLength: 1, maxLength: 4 }),
    },
    { noNullPrototype: true, requiredKeys: ["_tag", "incarnation", "epoch", "first", "last"] },
  ),
);

test("a notice is read as it was written", () => {
  fc.assert(
    fc.property(notice, (written) => {
      expect(parseNotice(formatNotice(written) ?? "")).toStrictEqual(written);
    }),
    { numRuns: 500 },
  );
});

test("an interruption is not written at all", () => {
  expect(formatNotice({ _tag: "interrupted" })).toBeNull();
});

test.each([
  "",
  "x",
  "a",
  "r",
  "a ",
  "r ",
  "a x 1 y 2 -",
  "a x 1.5 1 1 -",
  "hello world",
  "a x 1 1",
])("what is no notice is nothing: %j", (text) => {
  expect(parseNotice(text)).toBeNull();
});

/** Bits of notices, in any order: nearly right is where a reader goes wrong. */
const bit = fc.constantFrom(
  ..." \n\n akr-x01",
  "  ",
  "k ",
  "k X 1 ann",
  "a ",
  "r ",
  "failed",
  "stopped",
  "a X 1 2 3",
  "a X 1 2 3 -\n",
  "9007199254740991",
  "9007199254740992",
  "000000000000000000001",
  "-1",
  "-0",
  "1e3",
  "0x10",
  "1.0",
  "NaN",
  "٣",
  "\u0000",
  "\ud800",
  "\t1",
);
const hostile = fc.oneof(
  fc.array(bit, { maxLength: 14 }).map((bits) => bits.join("")),
  fc.array(bit, { maxLength: 8 }).map((words) => `a ${words.join(" ")}`),
  fc.tuple(notice, fc.nat(60), bit).map(([of, at, put]) => {
    const text = formatNotice(of) ?? "";
    return text.slice(0, at) + put + text.slice(at + 1);
  }),
  fc.string(),
);

test("any text at all is read as if it were split into lines and words", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(parseNotice(text)).toStrictEqual(plainly(text));
    }),
    { numRuns: 5_000 },
  );
});

test("a number is read out of a text as if it were cut out", () => {
  fc.assert(
    fc.property(fc.array(bit, { maxLength: 6 }), fc.nat(40), fc.nat(40), (bits, from, length) => {
      const text = bits.join("");
      const to = Math.min(text.length, from + length);
      if (from <= to) expect(numberAt(text, from, to)).toBe(Number(text.slice(from, to)));
    }),
    { numRuns: 2_000 },
  );
});
