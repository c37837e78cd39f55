import { createCanvas } from "./canvas.ts";
import { createClock } from "./clock.ts";
import { frameOf, keptOf, type Size } from "./frame.ts";
import { headingOf, openingOf } from "./opening.ts";
import type { Paint } from "./paint.ts";
import { createRow, type Row, type Scene, takeReport, takeSeen } from "./scene.ts";
import type { Show } from "./show.ts";
import { conclusionOf, tableOf } from "./table.ts";
import { indented } from "./words.ts";

const frameMs = 50;

export type ScreenOptions = {
  readonly write: (text: string) => void;
  readonly size: () => Size;
  readonly paint: Paint;
};

/** A board that changes in place. */
export const createScreen = ({ write, size, paint }: ScreenOptions): Show => {
  const canvas = createCanvas(write, size);
  let playing: NodeJS.Timeout | undefined;
  const clock = createClock();
  const still = (): void => clearInterval(playing);

  return {
    open: (facts) => {
      canvas.keep(openingOf(facts, size().columns, paint));
      canvas.draw(["", paint("dim", "  the actors arrive…")]);
    },
    act: (playbill) => {
      canvas.keep([...headingOf(playbill, size().columns, paint), ""]);
      const rows = playbill.cast.map(([name, role]) => createRow(name, role));
      const scene: Scene = { length: playbill.length, rows, notes: [] };
      const draw = (): void => canvas.draw(frameOf(scene, size(), paint));
      draw();
      playing = setInterval(draw, frameMs);
      const change = (name: string, how: (row: Row) => void): void => {
        const row = rows.find((one) => one.name === name);
        if (row) how(row);
      };
      const note = (name: string, what: string): void => {
        scene.notes.push(`${clock()}  ${name} ${what}`);
      };
      return {
        report: (name, report) => {
          change(name, (row) => takeReport(row, report));
          if (report.type === "happening") note(name, report.what);
        },
        seen: (name, seen) => change(name, (row) => takeSeen(row, seen)),
        set: (name, at, what, ending) => {
          change(name, (row) => {
            row.at = at;
            if (ending !== undefined) row.ending = ending;
          });
          if (what !== undefined) note(name, what);
        },
        close: (outcome) => {
          still();
          canvas.keep(keptOf(scene, outcome, size(), paint));
        },
      };
    },
    close: (facts, outcomes) => {
      const { ok, text } = conclusionOf(outcomes);
      const table = tableOf(facts, outcomes, size().columns, paint);
      canvas.keep(["", paint("bold", "  What they saw"), "", ...table, ""]);
      const last = indented(text, 2, size().columns - 1);
      canvas.keep([...last.map((line) => paint(ok ? "green" : "red", line)), ""]);
      canvas.restore();
    },
    fail: (message) => {
      still();
      const lines = indented(message, 2, size().columns - 1);
      canvas.keep(["", ...lines.map((line) => paint("red", line)), ""]);
      canvas.restore();
    },
    restore: () => {
      still();
      canvas.restore();
    },
  };
};
