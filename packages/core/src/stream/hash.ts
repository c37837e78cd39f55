/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/): tells texts apart, is no secret. */
const fnv = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
};

/** In seven characters. */
export const hashOf = (text: string): string => fnv(text).toString(36).padStart(7, "0");

/**
 * From half of so many ms to all of them, the same for the same text, and spread evenly over many: what many do at times,
 * they do not do at once.
 */
export const spreadMs = (text: string, ms: number): number =>
  Math.max(1, Math.ceil((ms * (1 + fnv(text) / 2 ** 32)) / 2));
