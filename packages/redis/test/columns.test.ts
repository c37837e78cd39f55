import fc from "fast-check";
import { expect, test } from "vitest";
import { fromColumns, toColumns } from "../src/store/columns.ts";

test("columns give back the texts that they were made of", () => {
  const text = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.string({ minLength: 1, unit: "grapheme" }),
    fc.string().map((content) => `cAB${JSON.stringify({ content })}`),
    fc.constantFrom("c", "cA", "{}", "aaa", "aaaa", '""', "c{}{}"),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what no entry holds
  const line = text.filter((one) => !/[\u0000-\u001f]/.test(one));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), (texts) => {
      expect(fromColumns(toColumns(texts))).toEqual(texts);
    }),
    { numRuns: 1_000 },
  );
});

test.each(["", "a", "a\nb\nc"])("%j is none", (text) => {
  expect(fromColumns(text)).toBeNull();
});
