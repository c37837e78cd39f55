import { expect, test } from "vitest";
import { blocksOf } from "../src/page/prose/blocks.ts";
import { library, textOf } from "../src/source/library.ts";

const joined = (text: string): string =>
  blocksOf(text)
    .map((block) => block.text)
    .join("");

test.each(library().map(({ id }) => id))("%s: the blocks of each beginning are all of it", (id) => {
  const text = textOf(id) ?? "";
  expect(text.length).toBeGreaterThan(1_000);
  for (let end = 0; end <= text.length; end += 7) {
    expect(joined(text.slice(0, end))).toBe(text.slice(0, end));
  }
  expect(joined(text)).toBe(text);
});

test("what is set alike is one block; each line of a list is its own", () => {
  const text =
    "# One\n\ntwo\nthree\n- four\n- five\n> six\n\n| 7 |\n|---|\n```js\n# 8\n\n```\nnine";
  expect(blocksOf(text).map(({ kind, text }) => [kind, text])).toEqual([
    ["heading", "# One\n"],
    ["blank", "\n"],
    ["paragraph", "two\nthree\n"],
    ["item", "- four\n"],
    ["item", "- five\n"],
    ["quote", "> six\n"],
    ["blank", "\n"],
    ["table", "| 7 |\n|---|\n"],
    ["code", "```js\n# 8\n\n```\n"],
    ["paragraph", "nine"],
  ]);
});

test("a fence that is not closed yet holds all that follows", () => {
  expect(blocksOf("a\n```\nb\n\n# c").map(({ kind }) => kind)).toEqual(["paragraph", "code"]);
});
