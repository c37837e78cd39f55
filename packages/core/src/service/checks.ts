import { SegnoError } from "../errors/segno-error.ts";
import type { Entry } from "../ports/event-store.ts";
import { fitsIn } from "../ports/utf8.ts";

/** Most entries are so short that they need no list to be made of them. */
export const exceeds = (entry: Entry, bytes: number): boolean =>
  entry.length * 3 > bytes && !fitsIn([entry], bytes);

/** What is written beside chunks: names, metadata, reasons. */
export const maxNoteBytes = 65_536;

export const checkNote = (entry: Entry, what: string): Entry => {
  if (!exceeds(entry, maxNoteBytes)) return entry;
  throw new SegnoError("too-large", `${what} may take ${maxNoteBytes} bytes`);
};

/** A text that somebody outside may have made up, or nothing. */
export const checkText = (name: string, value: string | undefined): void => {
  if (value === undefined || typeof value === "string") return;
  throw new SegnoError("invalid-options", `${name} is a text`);
};

export const checkOneOf = (name: string, value: unknown, allowed: readonly string[]): void => {
  if (value === undefined || (typeof value === "string" && allowed.includes(value))) return;
  const listed = allowed.map((one) => `"${one}"`).join(", ");
  throw new SegnoError("invalid-options", `${name} is ${String(value)}: it takes one of ${listed}`);
};

export const checkFunction = (name: string, value: unknown): void => {
  if (typeof value === "function") return;
  throw new SegnoError("invalid-options", `${name} is to be a function`);
};

const longestName = 256;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unnameable = /[\u0000-\u001f\u007f\p{Surrogate}]/u;

/** An owner or a kind: a short text without control characters, or halves of one, which stores take for one another. */
export const checkName = (name: string, value: string | undefined): void => {
  if (value === undefined) return;
  if (typeof value !== "string" || value.length < 1 || value.length > longestName) {
    throw new SegnoError("invalid-options", `${name} takes 1 to ${longestName} characters`);
  }
  if (unnameable.test(value)) {
    throw new SegnoError("invalid-options", `${name} takes no control or half characters`);
  }
};

export const checkWhole = (name: string, value: number, least: number, most: number): number => {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const message = `${name} is ${value}: it takes a whole number from ${least} to ${most}`;
  throw new SegnoError("invalid-options", message);
};

/** A follower that should wait for longer asks again. */
export const longestWaitMs = 86_400_000;

export const checkSignal = (signal: unknown): void => {
  if (signal === undefined) return;
  const fits =
    typeof signal === "object" &&
    signal !== null &&
    "aborted" in signal &&
    "addEventListener" in signal;
  if (!fits) throw new SegnoError("invalid-options", "signal is an AbortSignal");
};
