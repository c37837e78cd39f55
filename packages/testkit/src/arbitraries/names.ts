import {
  formatPosition,
  type Place,
  type Position,
  parseReaderId,
  parseStreamId,
  parseTenantId,
  parseUlid,
  type ReaderId,
  type StreamId,
  type TenantId,
  type Ulid,
} from "@segno/core";
import fc from "fast-check";
import { hostileText, text } from "./texts.ts";

const checked = <A>(value: A | null, what: string): A => {
  if (value === null) throw new Error(`${what} was made that the parser refuses.`);
  return value;
};

const of = (alphabet: string, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });

const idAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:~-";

/** Any valid id; some are the names of prototypes, or as long as an id may be. */
export const streamId: fc.Arbitrary<StreamId> = fc
  .oneof(
    { weight: 8, arbitrary: of(idAlphabet, 1, 40) },
    { weight: 1, arbitrary: of(idAlphabet, 128, 128) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("__proto__", "constructor", "0", ".", "~", "a:m", "-"),
    },
  )
  .map((id) => checked(parseStreamId(id), "An id"));

/** What may be sent as an id, and is none. */
export const hostileId: fc.Arbitrary<string> = fc
  .oneof(
    hostileText,
    of(`${idAlphabet} {}*?/\\\n\u0000é`, 1, 20),
    of(idAlphabet, 129, 200),
    fc.constantFrom("", " ", "{a}", "}", "a b", "a\n", "../a", "*", "a\u0000"),
  )
  .filter((id) => parseStreamId(id) === null);

/** Any valid name of a reader: whatever an identity provider may call somebody. */
export const readerId: fc.Arbitrary<ReaderId> = fc
  .oneof(
    text,
    of(`${idAlphabet} {}*?/\\|@!"'é`, 1, 128),
    fc.constantFrom("__proto__", "constructor", "ann@example.com", "auth0|5f7c", "0", " ", "🎼"),
  )
  .filter((name) => parseReaderId(name) !== null)
  .map((name) => checked(parseReaderId(name), "A reader"));

/** What may be sent as a reader's name, and is none. */
export const hostileReader: fc.Arbitrary<string> = fc
  .oneof(
    hostileText,
    of(idAlphabet, 129, 200),
    fc.constantFrom("", "a\n", "\u0000", "\u007f", "\ud83c", "a\udfbc"),
  )
  .filter((name) => parseReaderId(name) === null);

export const ulid: fc.Arbitrary<Ulid> = fc
  .tuple(of("01234567", 1, 1), of("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 25, 25))
  .map(([first, rest]) => checked(parseUlid(first + rest), "A ULID"));

const counter = fc.oneof(
  fc.integer({ min: 1, max: 100 }),
  fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
);

export const place: fc.Arbitrary<Place> = fc.record({
  incarnation: ulid,
  epoch: counter,
  offset: counter,
});

/** A position of that stream. */
export const position = (id: StreamId): fc.Arbitrary<Position> =>
  place.map((one) => formatPosition(id, one));

/** A token one character away from a position, or no token at all. */
export const hostileToken = (id: StreamId): fc.Arbitrary<string> =>
  fc.oneof(
    hostileText.filter((token) => token !== "0"),
    fc
      .tuple(position(id), fc.nat({ max: 60 }), of(`${idAlphabet} é\n`, 0, 1))
      .map(([token, at, other]) => token.slice(0, at) + other + token.slice(at + 1))
      .filter((token) => token !== "0"),
  );

/** Names that somebody, or something, might take for one another, or for a part of one another. */
const alike: readonly string[] = [
  // Of other scripts, of other widths, in other forms.
  ..."aA\u0251\u0430\uff41\u00e9\u00c5\u212b1\u00b2\uff12\ufb01",
  "e\u0301",
  "fi",
  "a ",
  " a",
  "a\u00a0",
  "a\u200b",
  "a:",
  ":a",
  "a:b",
  "a::b",
  "a@",
  "@a",
  "a@b",
  "a@@b",
  "b",
  "b:a",
  "a/b",
  "a%3Ab",
  "a%40b",
  "%61",
  "a*",
  "*",
  "?",
  "[ab]",
  "^a",
  "a-z",
  "\\a",
  "\\",
  "a.b",
  "a~b",
  "a|b",
  "!",
  "!a",
  "!o:a",
  "!a:0",
  "a:m",
  "a:e",
  "events",
  "a events",
  "__proto__",
  "constructor",
  "null",
  "undefined",
  "0",
  "-0",
  "00",
  "😀",
  "x".repeat(128),
  "x".repeat(127),
];

/** Names of tenants of which no two are one. */
export const tenantNames: readonly TenantId[] = alike.map((name) =>
  checked(parseTenantId(name), "A tenant"),
);

/** Texts that are the name of no tenant. */
export const noTenantNames: readonly string[] = [
  "",
  "{",
  "a}",
  "{a}",
  "a\n",
  "\u0000",
  "a\u007f",
  "\ud800",
  "a\udc00",
  "x".repeat(129),
];
