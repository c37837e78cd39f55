/** The fields of a head, in the order in which scripts and reads answer them. */
export const headFields = [
  "x", // "incarnation epoch producer"; behind it " ended", or " brief" while its TTL is short
  "s", // started at, ms
  "o", // offset of the last entry
  "r", // revision, µs; behind it, where it is ahead of the clock, when it was last appended to
  "l", // lease, ms
  "a", // TTL while active, ms
  "d", // TTL after the end, ms
  "t", // terminal, empty while there is none
  "c", // closer, empty while there is none
  "w", // owner: "=" and the name, empty where there is none
  "k", // kind: likewise
] as const;

export const quotedFields: string = headFields.map((field) => `"${field}"`).join(",");
