/** What JSON would leave out, or make something else of; `path` leads there, empty where it is the whole. */
export class NotJson extends TypeError {
  readonly path: string;

  constructor(message: string, path: string) {
    super(message);
    this.path = path;
  }
}

/** No payload may hold it: see `parseJson`. */
export const forbidden = "__proto__";

export const refusal: string = `the key ${forbidden} is not allowed`;

type Loss = { readonly message: string; readonly path: readonly (string | number)[] };

const lost = (what: string): Loss => ({ message: `${what} is not JSON`, path: [] });

const under = (key: string | number, { message, path }: Loss): Loss => ({
  message,
  path: [key, ...path],
});

const kindOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);

const inArray = (value: readonly unknown[]): Loss | null => {
  for (let at = 0; at < value.length; at++) {
    const loss = lossIn(value[at]);
    if (loss) return under(at, loss);
  }
  return null;
};

/** What is undefined counts as left out on purpose. Most parts are texts, and those of a Map or an Error no parts. */
const inObject = (value: object): Loss | null => {
  let empty = true;
  let texts = true;
  for (const key in value) {
    if (key === forbidden) return { message: refusal, path: [] };
    empty = false;
    const part: unknown = value[key as never];
    if (typeof part === "string" || part === undefined) continue;
    texts = false;
    const loss = lossIn(part);
    if (loss && Object.hasOwn(value, key)) return under(key, loss);
  }
  const foreign = empty ? kindOf(value) !== "Object" : !texts && ArrayBuffer.isView(value);
  return foreign ? lost(kindOf(value)) : null;
};

const inParts = (value: object): Loss | null =>
  Array.isArray(value) ? inArray(value) : inObject(value);

/** Whoever says what it is in JSON is taken by its word, but for a date that is none. */
const inWord = (value: object, toJson: () => unknown): Loss | null => {
  const word: unknown = toJson.call(value);
  if (word === null) return kindOf(value) === "Date" ? lost("an invalid date") : null;
  return typeof word === "object" ? inParts(word) : lossIn(word);
};

const lossIn = (value: unknown): Loss | null => {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return null;
  if (typeof value === "number") return Number.isFinite(value) ? null : lost(String(value));
  const toJson: unknown = (value as { readonly toJSON?: unknown } | undefined)?.toJSON;
  if (typeof toJson === "function") return inWord(value as object, toJson as () => unknown);
  return typeof value === "object" ? inParts(value) : lost(typeof value);
};

/** Throws `NotJson` where JSON does not carry the whole of a value, and a `RangeError` where it has cycles. */
export const checkLosses = (value: unknown): void => {
  const loss = lossIn(value);
  if (loss) throw new NotJson(loss.message, loss.path.join("."));
};
