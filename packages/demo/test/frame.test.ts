import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { frameOf, keptOf } from "../src/show/frame.ts";
import { createPaint } from "../src/show/paint.ts";
import { createRow, type Scene } from "../src/show/scene.ts";
import { columnsOf, lastLines, sized, tail, tame } from "../src/show/width.ts";
import { answerText } from "../src/source/answer.ts";
import { claim } from "../src/verdict/finding.ts";

const text = answerText();
const plain = createPaint(false);
const widths = [24, 30, 40, 59, 60, 76, 80, 99, 100, 120, 200];

const sceneAt = (characters: number): Scene => {
  const rows = ["writer A", "desk", "phone", "laptop", "e-reader"].map((name, n) => {
    const row = createRow(name, n === 0 ? "producer" : "reader");
    row.at = n === 0 ? "writing" : "reading";
    row.text = text.slice(0, Math.max(0, characters - n * 700));
    row.events = Math.max(1, row.text.length - 1);
    row.position = `01JD0000000000000000000000.0abc123.${99_999}.${row.events}`;
    return row;
  });
  return { length: text.length, rows, notes: [`  3.14 s  phone ${text.slice(700, 900)}`] };
};

const moments = Array.from({ length: 40 }, (_, at) => Math.floor((text.length * at) / 39));

describe.each(widths)("on %i columns", (columns) => {
  test("no line of the board takes more, whatever flows by", () => {
    for (const moment of moments) {
      const frame = frameOf(sceneAt(moment), { columns, rows: 24 }, plain);
      for (const line of frame) expect(columnsOf(line), line).toBeLessThanOrEqual(columns);
    }
  });

  test("nor of what stays of it", () => {
    const findings = [
      claim("desk", "all of it, and then some more than anybody had asked for", true, ""),
      claim("phone", "", false, "differs from letter 17 on: saw nothing at all, as it seems"),
      claim("streams.read", "the content at once", true, ""),
    ];
    const kept = keptOf(sceneAt(900), { title: "Act", findings }, { columns, rows: 24 }, plain);
    for (const line of kept) expect(columnsOf(line), line).toBeLessThanOrEqual(columns);
  });
});

test.each([10, 12, 16, 24, 50])("on %i rows the board leaves one for the cursor", (rows) => {
  const frame = frameOf(sceneAt(5_000), { columns: 80, rows }, plain);
  expect(frame.length).toBeLessThan(rows);
  expect(frame[0]).toContain("writer A");
});

test("without colours there is no escape; with them the text is the same", () => {
  const size = { columns: 120, rows: 40 };
  const bare = frameOf(sceneAt(4_000), size, plain).join("\n");
  const coloured = frameOf(sceneAt(4_000), size, createPaint(true)).join("\n");
  expect(bare).not.toContain("\u001b");
  expect(coloured).toContain("\u001b[");
  expect(stripVTControlCharacters(coloured)).toBe(bare);
});

describe("text of any script", () => {
  test.each([0, 1, 2, 3, 7, 20])("is cut to exactly %i columns, and never within a letter", (n) => {
    for (const moment of moments) {
      const piece = tame(text.slice(moment, moment + 60));
      expect(columnsOf(sized(piece, n))).toBe(n);
      expect(columnsOf(tail(text.slice(0, moment), n))).toBeLessThanOrEqual(n);
    }
  });

  test("wide letters count twice, and what does not fit is left out", () => {
    expect(sized("从这里开始", 5)).toBe("从这…");
    expect(sized("从这里开始", 6)).toBe("从这… ");
    expect(sized("ok", 5, "right")).toBe("   ok");
    expect(tail("从这里开始", 5)).toBe("开始");
    expect(tail("a👩🏽‍🎤", 2)).toBe("👩🏽‍🎤");
    expect(tail("a👩🏽‍🎤", 1)).toBe("");
  });

  test("cannot move the cursor, break the line or turn its direction", () => {
    const hostile = "a\u001b[2Jb\rc\u2028d\u202ee\u2066f\ufeffg\u0007";
    expect(tame(hostile)).toBe("a [2Jb c def g ".replace("f g", "fg"));
  });

  test("stays where it was shown while more of it comes", () => {
    const shown = (characters: number) =>
      lastLines(text.slice(0, characters), 40, 50).map((line) => line.text);
    const before = shown(1_000);
    const after = shown(1_001).slice(0, before.length - 1);
    expect(after).toEqual(before.slice(0, after.length));
  });
});
