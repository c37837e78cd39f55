/**
 * Time in an entry's header: milliseconds since the stream's start, five bits to a character of the base 64
 * alphabet, lowest first; the sixth bit says that another follows (the quantities of source maps, unsigned:
 * https://tc39.es/ecma426/#sec-base64-vlq). Three characters last 32 s, four 17 min.
 */
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const goesOn = 32;
const widest = 9;

/** 1,114 years: what nine characters hold, and small enough that adding it to a time stays exact. */
export const longestMs: number = goesOn ** widest - 1;

const values: Int8Array = Int8Array.from({ length: 128 }, (_, code) =>
  digits.indexOf(String.fromCharCode(code)),
);

/** What is no time, NaN too, counts as the start: a clock that was set back must not break a stream. */
export const formatMs = (ms: number): string => {
  let rest = Math.min(Math.max(0, Math.floor(ms)), longestMs) || 0;
  let text = "";
  for (; rest >= goesOn; rest = Math.floor(rest / goesOn)) {
    text += digits.charAt(goesOn + (rest % goesOn));
  }
  return text + digits.charAt(rest);
};

/** The time that `formatMs` wrote at this index, or -1 where it wrote none: every time has one spelling. */
export const readMs = (text: string, from: number): number => {
  let ms = 0;
  let scale = 1;
  for (let at = from; at < from + widest; at++) {
    const value = values[text.charCodeAt(at)] ?? -1;
    if (value < 0) return -1;
    if (value < goesOn) return value === 0 && at > from ? -1 : ms + value * scale;
    ms += (value - goesOn) * scale;
    scale *= goesOn;
  }
  return -1;
};

/** How many characters `formatMs` takes: where the body begins, without a second answer from `readMs`. */
export const widthOf = (ms: number): number => {
  let width = 1;
  for (let rest = ms; rest >= goesOn; rest /= goesOn) width++;
  return width;
};
