import { parseStreamId, SegnoError, type StreamId, type Topic } from "@segno/core";

/** The names of a stream in Redis. One hash tag, so that all of them live in one slot of a cluster. */
export type Keys = {
  /** Hash: the head. */
  readonly head: (id: StreamId) => string;
  readonly log: (id: StreamId) => string;
  readonly channel: (id: StreamId, topic: Topic) => string;
  /** The glob that every head's key matches. */
  readonly heads: string;
  /** The id of a head's key, or null where it is none. */
  readonly idOf: (key: string) => StreamId | null;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const forbidden = /[{}\u0000-\u001f\u007f]/;

/** A brace would move the hash tag, and with it the two keys of a stream to different slots. */
const checked = (name: string, value: string): string => {
  if (value === "" || forbidden.test(value)) {
    throw new SegnoError(
      "invalid-options",
      `${name} must not be empty, nor hold braces or control characters.`,
    );
  }
  return value;
};

/**
 * What all names of a store begin with. It ends with the brace, which neither a prefix nor a tenant can hold:
 * so no store's names are among another's, whatever the two are called.
 */
const openOf = (prefix: string, tenant?: string): string =>
  `${checked("prefix", prefix)}${tenant === undefined ? "" : `:${checked("tenant", tenant)}`}:{`;

const escapeGlob = (text: string): string => text.replace(/[\\*?[\]^-]/g, "\\$&");

/** The glob that every name of a store matches, and no other store's. */
export const globOf = (prefix: string): string => `${escapeGlob(openOf(prefix))}*`;

export const createKeys = (prefix: string, tenant?: string): Keys => {
  const open = openOf(prefix, tenant);
  const close = "}:m";
  return {
    head: (id) => `${open}${id}${close}`,
    log: (id) => `${open}${id}}:e`,
    channel: (id, topic) => `${open}${id}}:${topic === "events" ? "c" : "s"}`,
    heads: `${escapeGlob(open)}*${close}`,
    idOf: (key) =>
      key.startsWith(open) && key.endsWith(close)
        ? parseStreamId(key.slice(open.length, -close.length))
        : null,
  };
};
