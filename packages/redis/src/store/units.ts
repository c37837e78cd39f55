/** Of a script: how many entries, and these; and so on. */
export type Units = (string | number)[];

/**
 * What is stored as one takes a fraction of the time and space, but a reader of one event fetches it all. Redis keeps
 * what is small in blocks of 4 KB, which several must fill, and what is larger in a block of its own, which pays
 * where it is twice that: see docs/explanation/performance.md.
 */
const smallChars = 1_000;
const largeChars = 8_000;

/** No entry holds a line feed. */
const joined = (entries: readonly string[]): string =>
  entries.length === 1 ? (entries[0] as string) : entries.join("\n");

const charsOf = (entries: readonly string[]): number => {
  let chars = 0;
  for (const { length } of entries) chars += length;
  return chars;
};

/** The entries of a batch, cut into what is stored as one. */
export const unitsOf = (entries: readonly string[]): Units => {
  const units: Units = [];
  let left = charsOf(entries);
  let from = 0;
  let chars = 0;
  let most = left < largeChars ? smallChars : largeChars;
  for (let at = 0; at < entries.length; at++) {
    const { length } = entries[at] as string;
    if (at > from && chars + length > most) {
      units.push(at - from, joined(entries.slice(from, at)));
      left -= chars;
      most = left < largeChars ? smallChars : largeChars;
      from = at;
      chars = 0;
    }
    chars += length;
  }
  if (entries.length > from) units.push(entries.length - from, joined(entries.slice(from)));
  return units;
};
