/** The first character of an entry. Small where the header has the time, since the stream's start. */
export const chunk = "c";
export const started = "S";
export const undated = { stopped: "x", failed: "f", completed: "e" } as const;
/** Capital where the body has the time, since 1970. */
export const dated = { stopped: "X", failed: "F", completed: "E" } as const;

const chunkCode = chunk.charCodeAt(0);

/** Nearly all entries are chunks: what is done for each of them need not look at the event. */
export const isChunk = (entry: string): boolean => entry.charCodeAt(0) === chunkCode;
