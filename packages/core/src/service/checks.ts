import { SegnoError } from "../errors/segno-error.ts";
import type { Entry } from "../ports/event-store.ts";

const encoder = new TextEncoder();

/** UTF-8 takes one to three bytes for each UTF-16 unit, so most entries need no encoding. */
export const exceeds = (entry: Entry, bytes: number): boolean =>
  entry.length * 3 > bytes && (entry.length > bytes || encoder.encode(entry).length > bytes);

/** What is written beside chunks has their bound. */
export const within = (entry: Entry, maxBytes: number, what: string): Entry => {
  if (!exceeds(entry, maxBytes)) return entry;
  throw new SegnoError("too-large", `${what} may take ${maxBytes} bytes`);
};

const longestName = 256;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f]/;

/** An owner or a kind: a short text without control characters. */
export const checkName = (name: string, value: string | undefined): void => {
  if (value === undefined) return;
  if (typeof value !== "string" || value.length < 1 || value.length > longestName) {
    throw new SegnoError("invalid-options", `${name} takes 1 to ${longestName} characters`);
  }
  if (control.test(value)) {
    throw new SegnoError("invalid-options", `${name} takes no control characters`);
  }
};

export const checkWhole = (name: string, value: number, least: number, most: number): number => {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const message = `${name} is ${value}: it takes a whole number from ${least} to ${most}`;
  throw new SegnoError("invalid-options", message);
};
