import { fitsIn } from "@segno/core";
import fc from "fast-check";
import { expect, it, vi } from "vitest";

const text = fc.string({ unit: fc.constantFrom("a", "é", "世", "😀", "\ud800") });

it("counts bytes of UTF-8, neither units nor characters", () => {
  fc.assert(
    fc.property(fc.array(text), fc.nat(60), (texts, most) => {
      const bytes = texts.reduce((sum, one) => sum + Buffer.byteLength(one), 0);
      expect(fitsIn(texts, most)).toBe(bytes <= most);
      expect(fitsIn(texts, most, Buffer.byteLength)).toBe(bytes <= most);
    }),
  );
});

it("counts only where the number of units leaves it open", () => {
  const count = vi.fn(Buffer.byteLength);
  expect(fitsIn(["aa", "a"], 9, count)).toBe(true);
  expect(fitsIn(["aa", "aa"], 3, count)).toBe(false);
  expect(count).not.toHaveBeenCalled();
  expect(fitsIn(["aa", "é"], 4, count)).toBe(true);
  expect(count).toHaveBeenCalledTimes(2);
});
