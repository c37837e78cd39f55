import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  beginning,
  formatPosition,
  parsePosition,
  placeOf,
  positionsOf,
} from "../../src/stream/position.ts";
import { places, streamIds, texts } from "../support/arbitraries.ts";
import { streamId, ulid } from "../support/given.ts";

const id = streamId("answer-1");
const place = { incarnation: ulid("AAA"), epoch: 7, offset: 42 };
const token = "00000000000000000000000AAA.0nszl8l.7.42";

describe("a position", () => {
  it("keeps its spelling: tokens outlive a deployment", () => {
    expect(formatPosition(id, place)).toBe(token);
    expect(parsePosition(id, token)).toEqual({ _tag: "place", place });
  });

  it("has seven characters of hash, also where the hash is small", () => {
    // FNV-1a of this id is below 36^6.
    const small = streamId("s90");
    expect(formatPosition(small, place)).toBe("00000000000000000000000AAA.00h8br7.7.42");
    expect(parsePosition(small, formatPosition(small, place))).toEqual({ _tag: "place", place });
  });

  it("carries FNV-1a of the stream's id", () => {
    const vectors = { a: 0xe40c292c, foobar: 0xbf9cf968 };
    for (const [name, hash] of Object.entries(vectors)) {
      const written = formatPosition(streamId(name), place);
      expect(written.split(".")[1]).toBe(hash.toString(36).padStart(7, "0"));
    }
  });

  it("leads back to its place", () => {
    fc.assert(
      fc.property(streamIds, places, (anyId, anyPlace) => {
        const written = formatPosition(anyId, anyPlace);
        expect(parsePosition(anyId, written)).toEqual({ _tag: "place", place: anyPlace });
      }),
    );
  });

  it("shows its place also to who does not know the stream", () => {
    expect(placeOf(token)).toEqual(place);
    expect(placeOf(beginning)).toBe(null);
    expect(placeOf(`${token}x`)).toBe(null);
  });

  it("is URL-safe, and what positionsOf writes", () => {
    fc.assert(
      fc.property(streamIds, places, (anyId, anyPlace) => {
        const written = formatPosition(anyId, anyPlace);
        expect(encodeURIComponent(written)).toBe(written);
        const { incarnation, epoch, offset } = anyPlace;
        expect(positionsOf(anyId, incarnation, epoch)(offset)).toBe(written);
      }),
    );
  });

  it("of another stream is foreign", () => {
    expect(parsePosition(streamId("answer-2"), token)).toEqual({ _tag: "foreign" });
    fc.assert(
      fc.property(streamIds, streamIds, places, (ours, theirs, anyPlace) => {
        fc.pre(ours !== theirs);
        expect(parsePosition(ours, formatPosition(theirs, anyPlace))).toEqual({ _tag: "foreign" });
      }),
    );
  });
});

describe("a token from outside", () => {
  it('means the beginning if it is "0"', () => {
    expect(beginning).toBe("0");
    expect(parsePosition(id, "0")).toEqual({ _tag: "beginning" });
  });

  it.each([
    "",
    "00",
    "1",
    "-1",
    `${token} `,
    ` ${token}`,
    `${token}\n`,
    `x${token}`,
    token.toLowerCase(),
    token.replace(".7.", ".07."),
    token.replace(".7.", ".0."),
    token.replace(".7.", ".-7."),
    token.replace(".7.", ".7e0."),
    token.replace(".7.", ".."),
    token.replace(".42", ".042"),
    token.replace(".42", ".0"),
    token.replace(".42", "."),
    token.replace(".42", ""),
    token.replace(".42", ".42.1"),
    token.replace(".42", ".9007199254740992"),
    token.replace(".42", ".12345678901234567"),
    token.replace(".7.", ".9007199254740992."),
    token.replace("00000000000000000000000AAA", "80000000000000000000000AAA"),
    token.replace("00000000000000000000000AAA", "0000000000000000000000AAA"),
    token.replace("00000000000000000000000AAA", "00000000000000000000000AAL"),
    token.replace("0nszl8l", "0nszl8"),
    token.replace("0nszl8l", "0NSZL8L"),
    token.replaceAll(".", "-"),
  ])("is malformed if it is %j", (hostile) => {
    expect(parsePosition(id, hostile)).toEqual({ _tag: "malformed" });
  });

  it("names the greatest place there can be", () => {
    const greatest = { ...place, epoch: Number.MAX_SAFE_INTEGER, offset: Number.MAX_SAFE_INTEGER };
    expect(parsePosition(id, formatPosition(id, greatest))).toEqual({
      _tag: "place",
      place: greatest,
    });
  });

  it("has one spelling: whatever is taken for a place is what formatPosition writes", () => {
    const cut = fc
      .tuple(fc.nat({ max: token.length }), fc.nat({ max: 3 }), fc.string({ maxLength: 3 }))
      .map(([at, drop, put]) => token.slice(0, at) + put + token.slice(at + drop));
    fc.assert(
      fc.property(fc.oneof(texts, cut), (anything) => {
        const parsed = parsePosition(id, anything);
        if (parsed._tag === "place") expect(formatPosition(id, parsed.place)).toBe(anything);
      }),
      { numRuns: 1_000 },
    );
  });
});
