import { expect, it } from "vitest";
import { dated, isChunk, started, undated } from "../../src/codec/kinds.ts";

it("a chunk is told by its first character, and nothing else is one", () => {
  expect(isChunk('cA"text"')).toBe(true);
  for (const kind of [started, ...Object.values(undated), ...Object.values(dated), ""]) {
    expect(isChunk(`${kind}{}`)).toBe(false);
  }
});
