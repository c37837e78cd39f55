import { checkOptions } from "@segno/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const known = { after: true, signal: true, wait: true, leaseMs: true };

const refusal = (given: unknown): string => {
  try {
    checkOptions("follow", given as object, known);
  } catch (error) {
    expect(error).toMatchObject({ name: "SegnoError", code: "invalid-options" });
    return (error as Error).message;
  }
  return "taken";
};

const listed = "it takes after, signal, wait, leaseMs";

describe("names of options", () => {
  it.each([
    [{ aftr: 1 }, '"aftr" is no option of follow: after, perhaps?'],
    [{ wait: 1, LEASEMS: 1 }, '"LEASEMS" is no option of follow: leaseMs, perhaps?'],
    [{ singal: 1 }, '"singal" is no option of follow: signal, perhaps?'],
    [{ lease: undefined }, '"lease" is no option of follow: leaseMs, perhaps?'],
    [{ timeout: 1 }, `"timeout" is no option of follow: ${listed}`],
    [{ "": 1 }, `"" is no option of follow: ${listed}`],
    [JSON.parse('{"__proto__":1}'), `"__proto__" is no option of follow: ${listed}`],
    [{ constructor: 1 }, `"constructor" is no option of follow: ${listed}`],
    [["after"], `"0" is no option of follow: ${listed}`],
    ["after", "The options of follow are no object"],
    [null, "The options of follow are no object"],
  ])("%j is told as %s", (given, message) => {
    expect(refusal(given)).toBe(message);
  });

  it("may be any of those that are known, and none", () => {
    for (const given of [{}, { wait: undefined }, Object.fromEntries(Object.entries(known))]) {
      expect(refusal(given)).toBe("taken");
    }
  });

  it("that somebody outside made up cost no time, and are not repeated at length", () => {
    expect(refusal({ ["leaseM\n".repeat(100_000)]: 1 }).length).toBeLessThan(150);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        fc.pre(!Object.hasOwn(known, name));
        const options = Object.fromEntries([[name, 1]]);
        expect(refusal(options)).toMatch(/^".*" is no option of follow: [a-zA-Z, ]+\??$/s);
      }),
    );
  });
});
