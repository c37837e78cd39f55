import { expect, test } from "vitest";
import { createCanvas } from "../src/show/canvas.ts";

/** As much of a terminal as the canvas asks for: lines, a cursor, and what clears them. */
const createTerminal = () => {
  const lines: string[] = [""];
  let row = 0;
  const modes = new Map<string, boolean>();
  const control = (args: string, letter: string): void => {
    if (letter === "A") row -= Number(args);
    else if (letter === "K") lines[row] = "";
    else if (letter === "J") lines.splice(row, lines.length, "");
    else modes.set(args, letter === "h");
  };
  return {
    write: (text: string): void => {
      for (const piece of text.split("\u001b[")) {
        const found = piece === text ? null : /^(\??[0-9]*)([A-Za-z])/.exec(piece);
        if (found) control(found[1] ?? "", found[2] ?? "");
        for (const letter of piece.slice(found?.[0].length ?? 0)) {
          if (letter === "\n") row += 1;
          if (letter === "\n" || letter === "\r") lines[row] ??= "";
          else lines[row] += letter;
        }
      }
    },
    shown: () => lines.join("\n").trimEnd(),
    on: (mode: string) => modes.get(mode),
  };
};

const setUp = (columns = 40) => {
  const terminal = createTerminal();
  const size = { columns, rows: 24 };
  return { terminal, size, canvas: createCanvas(terminal.write, () => size) };
};

test("what is drawn replaces what was drawn, longer or shorter", () => {
  const { terminal, canvas } = setUp();
  canvas.keep(["Act 1"]);
  canvas.draw(["desk 1", "phone 1", "laptop 1"]);
  expect(terminal.shown()).toBe("Act 1\ndesk 1\nphone 1\nlaptop 1");
  canvas.draw(["desk 2"]);
  expect(terminal.shown()).toBe("Act 1\ndesk 2");
  canvas.draw(["desk 3", "phone 3"]);
  expect(terminal.shown()).toBe("Act 1\ndesk 3\nphone 3");
});

test("what is kept takes the place of what was drawn, and stays above what comes", () => {
  const { terminal, canvas } = setUp();
  canvas.draw(["desk: live", "a line of text"]);
  canvas.keep(["desk: completed"]);
  canvas.draw(["Act 2"]);
  canvas.draw(["Act 2, later"]);
  expect(terminal.shown()).toBe("desk: completed\nAct 2, later");
});

test("a terminal that became half as wide has wrapped the lines: all of them are replaced", () => {
  const { terminal, size, canvas } = setUp();
  canvas.draw(["从".repeat(20), "short"]);
  // What such a terminal does with a line of forty columns.
  terminal.write("\u001b[2A\u001b[K从从从\n\u001b[K从从从\nshort\n");
  size.columns = 20;
  canvas.draw(["new"]);
  expect(terminal.shown()).toBe("new");
});

test("while it draws, lines do not wrap and no cursor blinks; then both are as before", () => {
  const { terminal, canvas } = setUp();
  canvas.restore();
  expect(terminal.on("?25")).toBeUndefined();
  canvas.draw(["desk"]);
  expect([terminal.on("?25"), terminal.on("?7"), terminal.on("?2026")]).toEqual([
    false,
    false,
    false,
  ]);
  canvas.restore();
  canvas.restore();
  expect([terminal.on("?25"), terminal.on("?7")]).toEqual([true, true]);
});
