import { createHash } from "node:crypto";
import { parseStreamId, SegnoError, type StreamId, type Topic } from "@segno/core";
import { slotOf } from "./slot.ts";

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
  /** Where a log is written anew. */
  readonly draft: (id: StreamId, call: string) => string;
  readonly channel: (id: StreamId, topic: Topic) => string;
  /** All keys of one kind. */
  readonly heads: KeysOfAKind;
  readonly places: KeysOfAKind;
  /** Hash: the ids of an owner's streams. Of a name of any length, and in a form that tells nobody who it is. */
  readonly owner: (owner: string) => string;
  /** Hashes: the ids of the streams that have not ended, in several keys, so that none serves all starts of a cluster. */
  readonly activities: readonly string[];
  /** The one of them that an id belongs in. */
  readonly activityOf: (id: StreamId) => string;
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

const activityKeys = 8;

/** 128 bits of SHA-256. */
const codeOf = (owner: string): string =>
  createHash("sha256").update(owner).digest("base64url").slice(0, 22);

export const createKeys = (prefix: string, tenant?: string): Keys => {
  const open = openOf(prefix, tenant);
  const endingIn = (close: string): KeysOfAKind => ({
    glob: `${escapeGlob(open)}*${close}`,
    idOf: (key) =>
      key.startsWith(open) && key.endsWith(close)
        ? parseStreamId(key.slice(open.length, -close.length))
        : null,
  });
  // No id holds a "!".
  const activities = Array.from({ length: activityKeys }, (_, n) => `${open}!a:${n}}`);
  return {
    head: (id) => `${open}${id}}:m`,
    log: (id) => `${open}${id}}:e`,
    draft: (id, call) => `${open}${id}}:t${call}`,
    cursors: (id) => `${open}${id}}:p`,
    channel: (id, topic) => `${open}${id}}:${topics[topic]}`,
    heads: endingIn("}:m"),
    places: endingIn("}:p"),
    owner: (owner) => `${open}!o:${codeOf(owner)}}`,
    activities,
    activityOf: (id) => activities[slotOf(id) % activityKeys] as string,
  };
};
