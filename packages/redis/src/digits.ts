const zero = 48;
/** As many digits as any safe integer may have, and no number that is not exact on the way there. */
const mostDigits = 15;

/** `Number(text.slice(from, to))`, for texts that are nearly always a few plain digits: those are not cut out. */
export const numberAt = (text: string, from: number, to: number): number => {
  if (to - from > mostDigits) return Number(text.slice(from, to));
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - zero;
    if (!(digit >= 0 && digit <= 9)) return Number(text.slice(from, to));
    value = value * 10 + digit;
  }
  return value;
};
