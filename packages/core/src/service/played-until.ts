import { isLeft } from "fp-ts/lib/Either.js";
import { SegnoError } from "../errors/segno-error.ts";
import type { ReaderId, StreamId } from "../stream/ids.ts";
import { beginning, formatPosition, type Position } from "../stream/position.ts";
import type { Context } from "./context.ts";
import { patienceOf, persist } from "./persist.ts";
import { cursorError, cursorsOf } from "./readers.ts";
import { cursorOf, refusalError } from "./refuse.ts";

/** How far a reader has acknowledged a stream; null where it has acknowledged nothing of the life that is there. */
export const playedUntil = async <A>(
  context: Context<A>,
  id: StreamId,
  reader: ReaderId,
): Promise<Position | null> => {
  const cursors = cursorsOf(context);
  const patience = patienceOf(context, context.settings.commandTimeoutMs, `look into ${id}`);
  const { incarnation, reading } = await persist(patience, () => cursors.read(id, reader));
  if (!incarnation) throw refusalError(id, { _tag: "not-found" });
  return reading?.place ? formatPosition(id, reading.place) : null;
};

/** Moves a reader's place on, never back. Where it stands then, which may be further than what was asked for. */
export const ack = async <A>(
  context: Context<A>,
  id: StreamId,
  reader: ReaderId,
  position: string,
): Promise<Position> => {
  const cursors = cursorsOf(context);
  const place = cursorOf(id, position);
  if (place.offset === 0) {
    throw new SegnoError("invalid-position", `${beginning} is before all that can be acknowledged`);
  }
  const patience = patienceOf(context, context.settings.commandTimeoutMs, `acknowledge ${id}`);
  const answer = await persist(patience, () => cursors.advance(id, reader, place));
  if (isLeft(answer)) throw cursorError(id, answer.left);
  return formatPosition(id, answer.right.reading.place ?? place);
};

/** About how many streams are looked at in one call of the store. */
const walkLimit = 1_000;

/** Takes a reader's place away wherever it has one, and says of which streams. */
export const forgetReader = async <A>(
  context: Context<A>,
  reader: ReaderId,
): Promise<readonly StreamId[]> => {
  const cursors = cursorsOf(context);
  const found = new Set<StreamId>();
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const { commandTimeoutMs } = context.settings;
    const from = cursor === undefined ? {} : { cursor };
    // Each page has its own time: a walk over many streams may take longer than one call may.
    const patience = patienceOf(context, commandTimeoutMs, "forget a reader");
    const page = await persist(patience, () =>
      cursors.forget(reader, { ...from, limit: walkLimit }),
    );
    for (const id of page.streams) found.add(id);
    cursor = page.cursor;
  }
  return [...found];
};
