import type { Size } from "./frame.ts";
import { createLines } from "./lines.ts";
import { createPaint } from "./paint.ts";
import { createScreen } from "./screen.ts";
import type { Show } from "./show.ts";

type Terminal = NodeJS.WriteStream;

/** Less than this is no place for a board. */
const least: Size = { columns: 24, rows: 10 };

/** A board where there is a terminal that can draw one, lines elsewhere. */
export const showOn = (
  terminal: Terminal,
  env: Readonly<Record<string, string | undefined>>,
  plain: boolean,
): Show => {
  const { columns = 80, rows = 24 } = terminal;
  const small = columns < least.columns || rows < least.rows;
  if (plain || !terminal.isTTY || env["TERM"] === "dumb" || small) {
    return createLines((line) => terminal.write(`${line}\n`));
  }
  return createScreen({
    write: (text) => terminal.write(text),
    size: () => ({ columns: terminal.columns || 80, rows: terminal.rows || 24 }),
    // Node knows NO_COLOR, FORCE_COLOR and what TERM can do (no-color.org).
    paint: createPaint(terminal.hasColors(16, env)),
  });
};
