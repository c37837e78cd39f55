const partOf = (data: object): string | null => {
  if ("content" in data && typeof data.content === "string") return data.content;
  if ("text" in data && typeof data.text === "string") return data.text;
  return null;
};

/** What a payload says: a text itself, the `content` or `text` of an object; anything else as a line of JSON. */
export const textOf = (data: unknown): string => {
  if (typeof data === "string") return data;
  const part = typeof data === "object" && data !== null ? partOf(data) : null;
  return part ?? `${JSON.stringify(data)}\n`;
};
