import { parseStreamId, SegnoError, type StreamId, type Topic } from "@segno/core";

/** The keys that every stream may have one of. */
export type KeysOfAKind = {
  /** The glob that each of them matches. */
  readonly glob: string;
  /** The id of such a key, or null where it is none. */
  readonly idOf: (key: string) => StreamId | null;
};

/** The names of a stream in Redis. One hash tag, so that all of them live in one slot of a cluster. */
export type Keys = {
  /** Hash: the head. */
  readonly head: (id: StreamId) => string;
  readonly log: (id: StreamId) => string;
  /** Hash: where its readers are; made with the first of them. */
  readonly cursors: (id: StreamId) => string;
  readonly channel: (id: StreamId, topic: Topic) => string;
  /** All keys of one kind. */
  readonly heads: KeysOfAKind;
  readonly places: KeysOfAKind;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const forbidden = /[{}\u0000-\u001f\u007f]|\p{Surrogate}/u;

const refuse = (message: string): never => {
  throw new SegnoError("invalid-options", message);
};

/** A brace would move the hash tag; half a character becomes the same bytes as any other half. */
const checked = (name: string, value: string): string =>
  typeof value === "string" && value !== "" && !forbidden.test(value)
    ? value
    : refuse(`${name} must be a text, not empty, without braces, control or half characters.`);

/** Sets a tenant off. A colon could not: prefixes have some of their own. */
const at = "@";

/** With what the client puts before it, for that is part of a name too. */
const base = (prefix: string): string =>
  checked("prefix", prefix).includes(at)
    ? refuse(`prefix, and a client's keyPrefix, must not hold ${at}: it sets off a tenant.`)
    : prefix;

/**
 * What all names of a store begin with: `prefix:{` or `prefix@tenant:{`. The first brace ends it and the first @
 * ends its prefix, so each text is of one prefix and tenant only: no store's names are among another's,
 * whatever the two are called.
 */
const openOf = (prefix: string, tenant?: string): string =>
  `${base(prefix)}${tenant === undefined ? "" : at + checked("tenant", tenant)}:{`;

const escapeGlob = (text: string): string => text.replace(/[\\*?[\]^-]/g, "\\$&");

/** The glob that every name of a store matches, and no other store's. */
export const globOf = (prefix: string, tenant?: string): string =>
  `${escapeGlob(openOf(prefix, tenant))}*`;

/** The glob that every name of every tenant under a prefix matches, and no other store's. */
export const globOfTenants = (prefix: string): string => `${escapeGlob(base(prefix))}${at}*`;

const topics: Readonly<Record<Topic, string>> = { events: "c", control: "s", acks: "a" };

export const createKeys = (prefix: string, tenant?: string): Keys => {
  const open = openOf(prefix, tenant);
  const endingIn = (close: string): KeysOfAKind => ({
    glob: `${escapeGlob(open)}*${close}`,
    idOf: (key) =>
      key.startsWith(open) && key.endsWith(close)
        ? parseStreamId(key.slice(open.length, -close.length))
        : null,
  });
  return {
    head: (id) => `${open}${id}}:m`,
    log: (id) => `${open}${id}}:e`,
    cursors: (id) => `${open}${id}}:p`,
    channel: (id, topic) => `${open}${id}}:${topics[topic]}`,
    heads: endingIn("}:m"),
    places: endingIn("}:p"),
  };
};
