import { type Either, isLeft, left } from "fp-ts/lib/Either.js";
import type { InvalidPayload } from "../codec/issues.ts";
import { SegnoError } from "../errors/segno-error.ts";
import type { Entry } from "../ports/event-store.ts";
import { ageAt, type Begun } from "./begin.ts";
import { exceeds } from "./checks.ts";
import type { Context } from "./context.ts";

const invalid = ({ issues }: InvalidPayload): SegnoError => {
  const first = issues[0];
  const where = first?.path ? ` at ${first.path}` : "";
  const message = `The payload was refused${where}: ${first?.message ?? "it is not JSON"}`;
  return new SegnoError("invalid-payload", message, { details: { issues } });
};

/** A payload as an entry, or why not. `elapsed` is on the writer's clock. */
export const encodeChunk = <A>(
  { codec, settings }: Context<A>,
  begun: Begun,
  data: A,
  elapsed: number,
): Either<SegnoError, Entry> => {
  const encoded = codec.chunk(data, ageAt(begun, elapsed));
  if (isLeft(encoded)) return left(invalid(encoded.left));
  return exceeds(encoded.right, settings.maxChunkBytes)
    ? left(new SegnoError("too-large", `A chunk may take ${settings.maxChunkBytes} bytes`))
    : encoded;
};

/**
 * Why an entry cannot be read again, or null. A schema that refuses what it wrote (a date, a transform) is found
 * with the first chunk, not by every reader.
 */
export const unreadable = <A>(
  { codec }: Context<A>,
  { place, startedAt }: Begun,
  entry: Entry,
): SegnoError | null => {
  const read = codec.decode(entry, { incarnation: place.incarnation, startedAt });
  if (!isLeft(read)) return null;
  const message = `The payload could not be read again: ${read.left.reason}`;
  return new SegnoError("invalid-payload", message);
};
