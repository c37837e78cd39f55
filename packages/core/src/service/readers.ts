import { SegnoError } from "../errors/segno-error.ts";
import type { CursorRefusal, Cursors } from "../ports/cursors.ts";
import { maxReaders } from "../ports/cursors.ts";
import { parseReaderId, type ReaderId, type StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import { refusalError } from "./refuse.ts";

/** The name, checked once at the edge. */
export const readerOf = (value: unknown): ReaderId => {
  const reader = parseReaderId(value);
  if (reader) return reader;
  throw new SegnoError(
    "invalid-id",
    "A reader is 1 to 128 characters, none of them a control character or half of one",
  );
};

/** Throws `unsupported` where the adapter keeps no places of readers. */
export const cursorsOf = ({ cursors }: Pick<Context<unknown>, "cursors">): Cursors => {
  if (cursors) return cursors;
  throw new SegnoError("unsupported", "This adapter keeps no places of readers");
};

/** Why a place was not noted, as the plain face throws it. */
export const cursorError = (id: StreamId, { _tag }: CursorRefusal): SegnoError => {
  switch (_tag) {
    case "not-found":
      return refusalError(id, { _tag });
    case "changed":
      return new SegnoError("superseded", `The position is one of another life of stream ${id}`);
    case "ahead":
      return new SegnoError("diverged", `The position is past the end of stream ${id}`);
    case "diverged":
      return new SegnoError("diverged", `Stream ${id} lost the event at this position`);
    case "full":
      return new SegnoError("too-large", `Stream ${id} has ${maxReaders} readers already`);
    default:
      return _tag satisfies never;
  }
};
