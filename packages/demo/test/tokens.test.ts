import { expect, test } from "vitest";
import { answerText } from "../src/source/answer.ts";
import { graphemesOf } from "../src/source/letters.ts";
import { seeded } from "../src/source/random.ts";
import { tokenise } from "../src/source/tokens.ts";

const text = answerText();
const seeds = Array.from({ length: 50 }, (_, seed) => seed * 7919);
const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

test.each(seeds)(
  "seed %i: the tokens join to the text, in pieces of 1 to 8 code points",
  (seed) => {
    const tokens = tokenise(text, seeded(seed));
    expect(tokens.join("")).toBe(text);
    expect(tokens.filter((token) => lone.test(token))).toEqual([]);
    const lengths = tokens.map((token) => [...token].length);
    expect(Math.min(...lengths)).toBe(1);
    expect(Math.max(...lengths)).toBe(8);
  },
);

test("some tokens split what is seen as one letter: a reader sees only half of it for a while", () => {
  const tokens = tokenise(text, seeded(1));
  const pieces = tokens.reduce((sum, token) => sum + graphemesOf(token).length, 0);
  expect(pieces).toBeGreaterThan(graphemesOf(text).length + 50);
});

test("the same seed cuts alike, another one does not", () => {
  expect(tokenise(text, seeded(3))).toEqual(tokenise(text, seeded(3)));
  expect(tokenise(text, seeded(3))).not.toEqual(tokenise(text, seeded(4)));
});

test("nothing is cut into nothing", () => {
  expect(tokenise("", seeded(1))).toEqual([]);
});

test.each([
  ["combining marks", /\p{M}/u],
  ["Greek", /\p{sc=Greek}/u],
  ["Cyrillic", /\p{sc=Cyrillic}/u],
  ["Arabic", /\p{sc=Arabic}/u],
  ["Hebrew", /\p{sc=Hebrew}/u],
  ["Devanagari", /\p{sc=Devanagari}/u],
  ["Chinese, Japanese", /\p{sc=Han}/u],
  ["kana", /\p{sc=Hiragana}.*\p{sc=Katakana}/su],
  ["Korean", /\p{sc=Hangul}/u],
  ["beyond the first plane", /[\u{20000}-\u{2ffff}]/u],
  ["emoji with joiners", /\p{Extended_Pictographic}\u200d\p{Extended_Pictographic}/u],
  ["flags", /\p{Regional_Indicator}{2}/u],
  ["skin tones", /\p{Emoji_Modifier}/u],
  ["line separators", /\u2028/],
  ["characters of no width", /\u200b.*\ufeff/s],
  ["code", /```ts[\s\S]*```python[\s\S]*```go[\s\S]*```sql/],
  ["a table", /\n\|:----/],
  ["mathematics", /∑.*√/s],
])("the text is a real one: it has %s", (_, what) => {
  expect(text).toMatch(what);
});

test("the text is as long as an answer", () => {
  expect(Buffer.byteLength(text)).toBeGreaterThan(8_000);
  expect(Buffer.byteLength(text)).toBeLessThan(15_000);
});
