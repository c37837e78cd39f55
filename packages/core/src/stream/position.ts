import { hashOf } from "./hash.ts";
import type { Branded, Incarnation, StreamId } from "./ids.ts";

/** Where one event stands: offsets are dense integers from 1 within an incarnation. */
export type Place = {
  readonly incarnation: Incarnation;
  /** The term of the writer that appended it; the fencing token. */
  readonly epoch: number;
  readonly offset: number;
};

/**
 * A place as one opaque, URL-safe token: the SSE `id:`, the tRPC tracked id, the resume cursor.
 * It carries a short hash of the stream id, so that a position of another stream is refused.
 */
export type Position = Branded<"Position">;

/** The position before the first event. */
export const beginning: Position = "0" as Position;

export type ParsedPosition =
  | { readonly _tag: "beginning" }
  | { readonly _tag: "place"; readonly place: Place }
  | { readonly _tag: "malformed" }
  | { readonly _tag: "foreign" };

/** What the positions of one epoch have in common: the offset follows. */
export const positionPrefix = (id: StreamId, incarnation: Incarnation, epoch: number): string =>
  // Joined: what a template glues together is copied again for every position.
  [incarnation, hashOf(id), epoch, ""].join(".");

/** Formats the positions of one epoch: all but the offset is made once. */
export const positionsOf = (
  id: StreamId,
  incarnation: Incarnation,
  epoch: number,
): ((offset: number) => Position) => {
  const prefix = positionPrefix(id, incarnation, epoch);
  return (offset) => (prefix + offset) as Position;
};

export const formatPosition = (id: StreamId, place: Place): Position =>
  positionsOf(id, place.incarnation, place.epoch)(place.offset);

/** What `parseUlid` takes, a hash, and two whole numbers. */
const tokenPattern =
  /^([0-7][0-9A-HJKMNP-TV-Z]{25})\.([0-9a-z]{7})\.([1-9][0-9]{0,15})\.([1-9][0-9]{0,15})$/;

/** A token taken apart: what it says of its stream, and the place. Null where it is none. */
const partsOf = (token: string): { readonly hash: string; readonly place: Place } | null => {
  const [, incarnation, hash, ...numbers] = tokenPattern.exec(token) ?? [];
  const [epoch = 0, offset = 0] = numbers.map(Number);
  if (!hash || !Number.isSafeInteger(epoch) || !Number.isSafeInteger(offset)) return null;
  return { hash, place: { incarnation: incarnation as Incarnation, epoch, offset } };
};

/** The place in a token, of whichever stream: for readers that do not know the id. Null where it is no place. */
export const placeOf = (token: string): Place | null => partsOf(token)?.place ?? null;

/** Reads a token that came from outside. Only what `formatPosition` writes is a place. */
export const parsePosition = (id: StreamId, token: string): ParsedPosition => {
  if (token === beginning) return { _tag: "beginning" };
  const parts = partsOf(token);
  if (!parts) return { _tag: "malformed" };
  if (parts.hash !== hashOf(id)) return { _tag: "foreign" };
  return { _tag: "place", place: parts.place };
};
