import { describe, expect, it } from "vitest";
import { readTerminal } from "../../src/codec/marks.ts";

describe("an ending's body", () => {
  it("is read at the time of the header, or else at its own", () => {
    expect(readTerminal("stopped", { at: 9 }, 5)).toStrictEqual({ type: "stopped", at: 5 });
    expect(readTerminal("stopped", { at: 9 }, null)).toStrictEqual({ type: "stopped", at: 9 });
    expect(readTerminal("stopped", {}, 0)).toStrictEqual({ type: "stopped", at: 0 });
  });

  it("of a type that is not known comes to that type, and no event", () => {
    expect(readTerminal(JSON.parse('"paused"'), {}, 1)).toBe("paused");
  });
});
