/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/), in seven characters: tells texts apart, is no secret. */
export const hashOf = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0).toString(36).padStart(7, "0");
};
