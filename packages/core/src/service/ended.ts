import type { TerminalType } from "../stream/events.ts";
import type { Head } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
import { formatPosition, type Position } from "../stream/position.ts";

/** The terminal that stands. */
export type Ended = {
  readonly terminal: TerminalType;
  readonly position: Position;
  /** Whether this call (or this writer) is the one that ended the stream. */
  readonly mine: boolean;
};

/** The terminal is the last event, so the head's place is its position. */
export const endedAt = (
  id: StreamId,
  head: Head,
  terminal: TerminalType,
  mine: boolean,
): Ended => ({ terminal, position: formatPosition(id, head), mine });
