/** What an entry of ours begins with, and many in a row differ in: letters and digits. */
const leading = /^[A-Za-z0-9+/]*/;

const sharedStart = (one: string, other: string): number => {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
};

const sharedEnd = (one: string, other: string, from: number): number => {
  const most = Math.min(one.length, other.length) - from;
  let length = 0;
  while (length < most && one.at(-1 - length) === other.at(-1 - length)) length++;
  return length;
};

/** Before what has nothing in common with the others. No text holds a tab. */
const alone = "\t";

/**
 * Texts as lines that compress better, a sixth less for tokens: what most of them have in common (those that begin as
 * the one in the middle does), then all beginnings, then all that is in between. It takes them apart as texts, and knows
 * nothing of what they mean. None holds a control character.
 */
export const toColumns = (texts: readonly string[]): string => {
  const middle = texts[Math.floor(texts.length / 2)] ?? "";
  const isAlike = (text: string): boolean => text[0] === middle[0];
  const startOf = (text: string): string => leading.exec(text)?.[0] ?? "";
  const restOf = (text: string): string => text.slice(startOf(text).length);
  const first = restOf(middle);
  const others = texts.filter(isAlike).map(restOf);
  let before = first.length;
  for (const rest of others) before = Math.min(before, sharedStart(first, rest));
  let after = first.length - before;
  for (const rest of others) after = Math.min(after, sharedEnd(first, rest, before));
  const between = (text: string): string => {
    const rest = restOf(text);
    return isAlike(text) ? rest.slice(before, rest.length - after) : alone + rest;
  };
  const common = [first.slice(0, before), first.slice(first.length - after)];
  return [...common, ...texts.map(startOf), ...texts.map(between)].join("\n");
};

/** Null for what `toColumns` did not make. */
export const fromColumns = (text: string): readonly string[] | null => {
  const [before, after, ...lines] = text.split("\n");
  if (before === undefined || after === undefined || lines.length % 2 > 0) return null;
  const count = lines.length / 2;
  return lines.slice(0, count).map((start, at) => {
    const between = lines[count + at] ?? "";
    return between.startsWith(alone)
      ? start + between.slice(alone.length)
      : `${start}${before}${between}${after}`;
  });
};
