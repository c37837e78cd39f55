declare const brand: unique symbol;

/** A string that was checked once, at the edge. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The name of a stream: `[A-Za-z0-9_.:~-]{1,128}`. No braces, so it cannot forge a Redis hash tag. */
export type StreamId = Branded<"StreamId">;

/** 26 characters of Crockford base 32, sortable by time: an incarnation, or one call. */
export type Ulid = Branded<"Ulid">;

/** One life of a stream id, named by a ULID that the starter mints. */
export type Incarnation = Ulid;

/** One call of start, takeover, stop or declared loss: how a caller whose reply was lost recognises its own. */
export type CallId = Ulid;

/** Whose streams they are, as the host names its tenants; whatever two are called, their streams never meet. */
export type TenantId = Branded<"TenantId">;

/** Who reads, as the host names them. One reader may read on any number of devices. */
export type ReaderId = Branded<"ReaderId">;
/** Consumers who share the events of a stream. */
export type GroupName = Branded<"GroupName">;

/** One consumer of a group. */
export type ConsumerName = Branded<"ConsumerName">;

const streamIdPattern = /^[A-Za-z0-9_.:~-]{1,128}$/;
const ulidPattern = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** A brace would move the hash tag of a key; half a character becomes the same bytes as any other half. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const tenantPattern = /^[^{}\u0000-\u001f\u007f\p{Surrogate}]{1,128}$/u;

/** A mail address, a name of an identity provider: whatever it is, but neither a control character nor half of one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const readerPattern = /^[^\u0000-\u001f\u007f\p{Surrogate}]{1,128}$/u;

/** The id, branded, or null where it is none. */
export const parseStreamId = (value: unknown): StreamId | null =>
  typeof value === "string" && streamIdPattern.test(value) ? (value as StreamId) : null;

/** The ULID, branded, or null where it is none. */
export const parseUlid = (value: unknown): Ulid | null =>
  typeof value === "string" && ulidPattern.test(value) ? (value as Ulid) : null;

/** The name of a tenant, branded, or null where it is none: 1 to 128 characters, without braces and control characters. */
export const parseTenantId = (value: unknown): TenantId | null =>
  typeof value === "string" && tenantPattern.test(value) ? (value as TenantId) : null;

/** The name of a reader, branded, or null where it is none: 1 to 128 characters. */
export const parseReaderId = (value: unknown): ReaderId | null =>
  typeof value === "string" && readerPattern.test(value) ? (value as ReaderId) : null;
/** The name of a group, branded, or null where it is none: it looks like a stream id. */
export const parseGroupName = (value: unknown): GroupName | null =>
  parseStreamId(value) as GroupName | null;

/** The name of a consumer, likewise. */
export const parseConsumerName = (value: unknown): ConsumerName | null =>
  parseStreamId(value) as ConsumerName | null;
