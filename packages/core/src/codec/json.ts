import { checkLosses, forbidden, refusal } from "./losses.ts";

const refuse = (): never => {
  throw new TypeError(refusal);
};

/** Walks without recursion: what could be written deep must be readable as deep. */
const checkKeys = (value: unknown): unknown => {
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    if (Object.hasOwn(next, forbidden)) refuse();
    for (const child of Object.values(next)) open.push(child);
  }
  return value;
};

/**
 * JSON.parse, but an object with a key `__proto__` throws: harmless as parsed, it sets a prototype once somebody
 * copies it key by key. Only a text that could spell the key, plainly or escaped, pays for the look.
 */
export const parseJson = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  return text.includes(forbidden) || text.includes("\\u") ? checkKeys(value) : value;
};

const check = (value: unknown): void => {
  try {
    checkLosses(value);
  } catch (cause) {
    // Too deep, or a cycle: JSON.stringify finds that too, and has better words for it.
    if (!(cause instanceof RangeError)) throw cause;
  }
};

/**
 * JSON.stringify, but it throws where JSON would say something else than the value: where it would leave out a part
 * that is not undefined, or make null of it, or nothing of a Map; and where `parseJson` would refuse the text.
 */
export const formatJson = (value: unknown): string => {
  check(value);
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`${typeof value} is not JSON`);
  return text;
};
