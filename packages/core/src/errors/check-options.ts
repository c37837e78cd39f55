import { SegnoError } from "./segno-error.ts";

/** Every name that an options type has: the compiler asks for each, and for no other. */
export type NamesOf<Options> = { readonly [Name in keyof Options]-?: unknown };

/** How many letters one puts in, leaves out or takes for others to make one name of the other (Levenshtein). */
const distance = (one: string, other: string): number => {
  let row = [...other, ""].map((_, at) => at);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [to, wanted] of [...other].entries()) {
      const [left = 0, above = 0, before = 0] = [next[to], row[to + 1], row[to]];
      next.push(Math.min(left + 1, above + 1, before + (letter === wanted ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};

const furthest = 3;

/** The name that was meant, as far as one can tell. A name that is far too long is not even looked at. */
export const nearest = (name: string, known: readonly string[]): string | null => {
  const most = Math.min(furthest, Math.floor(name.length / 2));
  const near = known
    .filter((one) => Math.abs(one.length - name.length) <= most)
    .map((one) => ({ one, far: distance(one.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  return near && near.far <= most ? near.one : null;
};

/** A misspelled option would be ignored, and its default taken: throws `invalid-options`, with the name that is near. */
export const checkOptions = <Options extends object>(
  of: string,
  given: Options,
  known: NoInfer<NamesOf<Options>>,
): void => {
  if (typeof given !== "object" || given === null) {
    throw new SegnoError("invalid-options", `The options of ${of} are no object`);
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue;
    const names = Object.keys(known);
    const meant = nearest(name, names);
    const hint = meant === null ? `it takes ${names.join(", ")}` : `${meant}, perhaps?`;
    const shown = JSON.stringify(name.slice(0, 40));
    throw new SegnoError("invalid-options", `${shown} is no option of ${of}: ${hint}`);
  }
};
