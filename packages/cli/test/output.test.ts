import { describe, expect, test } from "vitest";
import { createTable } from "../src/output/table.ts";
import { bytes, span } from "../src/output/units.ts";

const plain = (_: unknown, text: string) => text;

describe("a table", () => {
  const table = (room?: number) =>
    createTable<{ id: string; n: number }>(
      [
        { head: "ID", cell: ({ id }) => id },
        { head: "N", cell: ({ n }) => String(n), align: "right", from: 40 },
        { head: "LAST", cell: () => "x" },
      ],
      plain,
      room,
    );

  test("has one head, and columns as wide as what they hold, in columns of the terminal", () => {
    const pages = table();
    expect(
      pages([
        { id: "言葉", n: 7 },
        { id: "a", n: 1234 },
      ]),
    ).toEqual(["ID       N  LAST", "言葉     7  x", "a     1234  x"]);
    expect(pages([{ id: "longer than the first", n: 1 }])).toEqual([
      "longer than the first     1  x",
    ]);
  });

  test("leaves out what there is no room for, cuts nothing, and lets nothing through", () => {
    expect(table(30)([{ id: "a\u001b[2Jb", n: 7 }])).toEqual(["ID     LAST", "a[2Jb  x"]);
    expect(table()([])).toEqual([]);
  });
});

test.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [1_500, "1.5 s"],
  [59_400, "59 s"],
  [90_000, "1.5 min"],
  [86_400_000, "1 d"],
])("%i ms is %s", (ms, said) => {
  expect(span(ms)).toBe(said);
});

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1536, "1.5 KB"],
  [10_485_760, "10 MB"],
])("%i bytes are %s", (count, said) => {
  expect(bytes(count)).toBe(said);
});
