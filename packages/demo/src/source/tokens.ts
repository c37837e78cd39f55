import { type Random, within } from "./random.ts";

/** How many code points the next piece may take: short ones are common, as in a model's vocabulary. */
const lengthFrom = (random: Random, first: string): number => {
  // Scripts that a vocabulary knows less well come in smaller pieces.
  const longest = (first.codePointAt(0) ?? 0) < 0x80 ? 8 : 3;
  return Math.min(within(random, [1, longest]), within(random, [1, longest]) + 2, longest);
};

/**
 * Cuts a text as a model would: irregular pieces of 1 to 8 code points, most words with the space before them.
 * A piece may split what is seen as one letter, but never a surrogate pair. The same seed cuts alike.
 */
export const tokenise = (text: string, random: Random): readonly string[] => {
  const points = [...text];
  const tokens: string[] = [];
  for (let at = 0; at < points.length; ) {
    const end = Math.min(points.length, at + lengthFrom(random, points[at] ?? ""));
    const space = points.indexOf(" ", at + 1);
    const cut = space > at && space < end && random() < 0.9 ? space : end;
    tokens.push(points.slice(at, cut).join(""));
    at = cut;
  }
  return tokens;
};
