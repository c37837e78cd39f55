import { type Either, isLeft, left, right } from "fp-ts/lib/Either.js";
import type { InvalidPayload } from "../codec/issues.ts";
import { SegnoError } from "../errors/segno-error.ts";
import type { Entry } from "../ports/event-store.ts";
import type { Begun } from "./begin.ts";
import { exceeds } from "./checks.ts";
import type { Context } from "./context.ts";

const invalid = ({ issues }: InvalidPayload): SegnoError => {
  const first = issues[0];
  const where = first?.path ? ` at ${first.path}` : "";
  const message = `The payload was refused${where}: ${first?.message ?? "it is not JSON"}`;
  return new SegnoError("invalid-payload", message, { details: { issues } });
};

/** Payloads to entries, or why not. `elapsed` is on the writer's clock. */
export const createEncoding = <A>({ codec, settings }: Context<A>, begun: Begun) => {
  const { maxChunkBytes } = settings;
  const life = { incarnation: begun.place.incarnation, startedAt: begun.startedAt };
  let tried = false;

  return (data: A, elapsed: number): Either<SegnoError, Entry> => {
    const encoded = codec.chunk(data, begun.ageAt(elapsed));
    if (isLeft(encoded)) return left(invalid(encoded.left));
    const entry = encoded.right;
    if (exceeds(entry, maxChunkBytes)) {
      return left(new SegnoError("too-large", `A chunk may take ${maxChunkBytes} bytes`));
    }
    if (!tried) {
      // A schema that refuses what it wrote (a date, a transform) is found with the first chunk, not by every reader.
      const read = codec.decode(entry, life);
      if (isLeft(read)) {
        const message = `The payload could not be read again: ${read.left.reason}`;
        return left(new SegnoError("invalid-payload", message));
      }
      tried = true;
    }
    return right(entry);
  };
};
