/** Parts as one; `size` is what they come to. */
export const joined = (parts: readonly Uint8Array[], size: number): Uint8Array => {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
};
