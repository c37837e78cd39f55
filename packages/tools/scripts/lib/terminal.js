const live = process.stdout.isTTY === true && process.env["TERM"] !== "dumb";

/** Colours only where somebody looks, and has not asked for none (no-color.org). */
export const coloured = live && !process.env["NO_COLOR"];

/** @param {number} open @param {number} close @returns {(text: string) => string} */
const style = (open, close) => (text) =>
  coloured ? `\u001b[${open}m${text}\u001b[${close}m` : text;

export const bold = style(1, 22);
export const dim = style(2, 22);
export const red = style(31, 39);
export const green = style(32, 39);
export const yellow = style(33, 39);

/** What makes children colour their output as we do. */
export const colourEnvironment = () =>
  coloured ? { FORCE_COLOR: "1" } : { NO_COLOR: "1", FORCE_COLOR: "0" };

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** @param {string} text */
export const indent = (text) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");

/**
 * One line per piece of work: shown as running where the terminal can take it back, then as its result.
 *
 * @param {string} name
 */
export function line(name) {
  const started = performance.now();
  const label = name.padEnd(15);
  const show = () =>
    process.stdout.write(
      `\r\u001b[K  ${dim("·")} ${label} ${dim(seconds(performance.now() - started))}`,
    );
  const timer = live ? setInterval(show, 100) : undefined;
  if (live) show();
  return {
    /** @param {boolean} ok @param {string} summary */
    end(ok, summary) {
      clearInterval(timer);
      if (live) process.stdout.write("\r\u001b[K");
      const took = dim(seconds(performance.now() - started).padStart(8));
      console.log(`  ${ok ? green("✓") : red("✗")} ${label} ${took}  ${summary}`);
    },
  };
}
