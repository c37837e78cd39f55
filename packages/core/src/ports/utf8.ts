const encoder = new TextEncoder();
/** Most entries are short: they are encoded into this, only to see how far they get. */
const scratch = new Uint8Array(4096);

const encodedLength = (text: string): number => encoder.encode(text).length;

/**
 * Whether texts, taken together, are at most so many bytes of UTF-8. It takes one to three bytes for each UTF-16
 * unit, so most need no counting; where a platform counts without encoding, as Node's `Buffer.byteLength` does,
 * the rest is cheaper with that.
 */
export const fitsIn = (
  texts: readonly string[],
  maxBytes: number,
  byteLength: (text: string) => number = encodedLength,
): boolean => {
  let units = 0;
  for (const text of texts) units += text.length;
  if (units * 3 <= maxBytes) return true;
  if (units > maxBytes) return false;
  let bytes = 0;
  for (const text of texts) bytes += byteLength(text);
  return bytes <= maxBytes;
};

/** How many bytes of UTF-8 they take, all together. */
export const utf8Length = (texts: readonly string[]): number => {
  let bytes = 0;
  for (const text of texts) {
    bytes +=
      text.length * 3 <= scratch.length
        ? encoder.encodeInto(text, scratch).written
        : encodedLength(text);
  }
  return bytes;
};
