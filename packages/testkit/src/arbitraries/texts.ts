import fc from "fast-check";

/** What has gone wrong somewhere: scripts, emoji, quotes, line separators, names of prototypes, numbers. */
const awkward: readonly string[] = [
  "",
  " ",
  "naïve café",
  "Ζεῦ πάτερ",
  "Съешь ещё этих мягких булок",
  "שלום עולם",
  "مرحبا بالعالم",
  "नमस्ते दुनिया",
  "こんにちは世界",
  "안녕하세요 세계",
  "สวัสดีชาวโลก",
  "𝕬𝖇𝖈 𐍈𐌰 𒀀",
  "e\u0301 e\u0301\u0301",
  "👩‍👩‍👧‍👦 🇺🇦 🏳️‍🌈 👍🏽",
  "\u2028\u2029",
  "\u200b\u200e\u202e\ufeff",
  "\ufffd\uffff\ufffe",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "null",
  "undefined",
  "NaN",
  "-0",
  "1e309",
  "0x10",
  "9007199254740993",
  '"\\"',
  "\\u0000",
  "{}[]",
  "data: x",
  "event: stopped",
  "[DONE]",
  "%00%0a",
  "'; DROP TABLE streams; --",
  "</script>",
  "$`x`{}",
  "a:b:c",
  "1-1",
];

/** Any code point; fast-check's unit "binary" does the same, but takes half a second to build its table. */
const codePoint: fc.Arbitrary<string> = fc
  .nat({ max: 0x10ffff })
  .map((point) => String.fromCodePoint(point));

/** Text in any script, well-formed and without control characters: what an entry may be made of. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...awkward),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: codePoint }).map((value) => value.replace(/[\p{Cc}\p{Cs}]/gu, "")),
);

/** Any JavaScript string: control characters and lone surrogates too. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  text,
  fc.string({ unit: codePoint }),
  fc.constantFrom(
    "\ud800",
    "\udc00x",
    "x\ud83d",
    "\u0000",
    "\r\n",
    "\n\ndata: forged\n\n",
    "\u007f",
  ),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

/** Long texts, up to so many UTF-16 units. */
export const longText = (maxLength = 100_000): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom("x", "é", "世", "😀", "\\", '"'),
      fc.integer({ min: 1_000, max: maxLength }),
    )
    .map(([unit, length]) => unit.repeat(Math.floor(length / unit.length)));

/** What a store takes for an event: opaque, not empty, well-formed, without control characters. */
export const entry: fc.Arbitrary<string> = fc
  .oneof({ weight: 20, arbitrary: text }, { weight: 1, arbitrary: longText(20_000) })
  .map((value) => value || "·");

export const entries = (maxLength = 20): fc.Arbitrary<string[]> =>
  fc.array(entry, { minLength: 1, maxLength });
