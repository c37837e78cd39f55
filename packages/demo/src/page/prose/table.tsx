import type { ReactNode } from "react";
import { linesOf } from "./blocks.ts";
import { Spans } from "./spans.tsx";

/** The line between the head of a table and its body. */
const rule = /^\|[|:\- \t]+\n?$/;

/** From one bar to the next, and what the line ends with. */
const cellsOf = (line: string): readonly string[] => line.split(/(?=\|)/);

/** A table as it was typed, its bars stepped back. */
export const Table = ({ text }: { readonly text: string }): ReactNode => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what is too wide is scrolled, by keys too
  <div className="table" tabIndex={0}>
    <table>
      <tbody>
        {linesOf(text).map((line, row) => (
          <tr key={row} className={rule.test(line) ? "rule" : undefined}>
            {cellsOf(line).map((cell, column) => (
              <td key={column} dir="auto">
                <span className="mark" aria-hidden="true">
                  {cell.slice(0, 1)}
                </span>
                <Spans text={cell.slice(1)} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
