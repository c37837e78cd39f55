import type { Paint } from "./paint.ts";
import type { Facts, Playbill } from "./show.ts";
import { sized } from "./width.ts";
import { grouped, indented } from "./words.ts";

const labelWidth = 8;

export const openingOf = (facts: Facts, columns: number, paint: Paint): readonly string[] => {
  const { store, cast, seed, paceMs, letters, bytes, tokens, hash } = facts;
  const told: readonly (readonly [label: string, text: string])[] = [
    ["store", store],
    ["cast", cast],
    [
      "source",
      `${grouped(letters)} letters, ${grouped(bytes)} bytes, ${grouped(tokens)} tokens, sha-256 ${hash}`,
    ],
    ["seed", `${seed}, ${paceMs} ms a token`],
  ];
  const line = ([label, text]: readonly [string, string]): readonly string[] =>
    indented(text, labelWidth + 2, columns - 1).map((words, at) =>
      at > 0 ? words : `  ${paint("dim", sized(label, labelWidth))}${words.trimStart()}`,
    );
  return [
    "",
    ...indented("Segno: one answer, many readers, not a letter lost", 2, columns).map((title) =>
      paint("bold", title),
    ),
    "",
    ...told.flatMap(line),
  ];
};

export const headingOf = (bill: Playbill, columns: number, paint: Paint): readonly string[] => [
  "",
  ...indented(bill.title, 2, columns).map((line) => paint("bold", line)),
  ...indented(bill.story, 2, columns - 1).map((line) => paint("dim", line)),
];
