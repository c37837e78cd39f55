import { isRight } from "../verdict/finding.ts";
import { createClock } from "./clock.ts";
import { headingOf, openingOf } from "./opening.ts";
import { createPaint } from "./paint.ts";
import type { Show } from "./show.ts";
import { conclusionOf, tableOf } from "./table.ts";
import { sized } from "./width.ts";

/** Nobody cuts a line in a file; paragraphs are easier to read when they end. */
const textWidth = 100;
const tableWidth = 200;

/** Plain lines for files and pipes: one for each thing worth a word, no colours, nothing taken back. */
export const createLines = (write: (line: string) => void): Show => {
  const paint = createPaint(false);
  const clock = createClock();
  const all = (lines: readonly string[]): void => {
    for (const line of lines) write(line);
  };
  const say = (name: string, what: string): void => {
    write(`  ${clock()}  ${sized(name, 8)}  ${what}`);
  };

  return {
    open: (facts) => all(openingOf(facts, textWidth, paint)),
    act: (playbill) => {
      all(headingOf(playbill, textWidth, paint));
      return {
        report: (name, report) => {
          if (report.type === "happening") say(name, report.what);
        },
        seen: (name, { ending, events }) => say(name, `${ending} after ${events} events`),
        set: (name, _at, what) => {
          if (what !== undefined) say(name, what);
        },
        close: ({ findings }) => {
          const right = findings.filter(isRight).length;
          write(`            ${right} of ${findings.length} as it should be`);
        },
      };
    },
    close: (facts, outcomes) => {
      all(["", "  What they saw", ""]);
      all(tableOf(facts, outcomes, tableWidth, paint));
      all(["", `  ${conclusionOf(outcomes).text}`]);
    },
    fail: (message) => all(["", `  ${message}`]),
    restore: () => {},
  };
};
