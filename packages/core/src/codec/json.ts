const forbidden = "__proto__";

const refuse = (): never => {
  throw new TypeError(`the key ${forbidden} is not allowed`);
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

/**
 * JSON.stringify, but it throws where JSON has no text for the value (undefined, a function) or only `null` for
 * what is not null (NaN, an invalid date), and where `parseJson` would refuse the text.
 */
export const formatJson = (value: unknown): string => {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`${typeof value} is not JSON`);
  if (text === "null" && value !== null) throw new TypeError("it would become null in JSON");
  if (text.includes(`"${forbidden}":`)) parseJson(text);
  return text;
};
