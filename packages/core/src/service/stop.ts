import { isLeft } from "fp-ts/lib/Either.js";
import { SegnoError } from "../errors/segno-error.ts";
import type { Terminal } from "../stream/events.ts";
import { type Incarnation, parseUlid, type StreamId } from "../stream/ids.ts";
import { formatPosition } from "../stream/position.ts";
import { checkNote, checkText } from "./checks.ts";
import { compactEnded } from "./compact.ts";
import type { Context } from "./context.ts";
import { type Ended, endedAt } from "./ended.ts";
import { refusalError } from "./refuse.ts";
import { settle } from "./settle.ts";

export type StopOptions = {
  readonly by?: string;
  readonly reason?: string;
  /** The life that is meant; without it, the one that is there now. */
  readonly incarnation?: string;
};

/** An incarnation that came from outside. */
export const incarnationOf = (value: string | undefined): { incarnation?: Incarnation } => {
  if (value === undefined) return {};
  const incarnation = parseUlid(value);
  if (incarnation) return { incarnation };
  throw new SegnoError("invalid-id", "An incarnation is a ULID of 26 characters");
};

/**
 * Ends a stream as `stopped`, from any process; once it returned, no further chunk can be stored (P5).
 * On a stream that has ended it changes nothing and says which terminal stands.
 */
export const stop = async <A>(
  context: Context<A>,
  id: StreamId,
  options: StopOptions,
): Promise<Ended> => {
  const { clock, codec, ids, settings } = context;
  const call = ids.next();
  const { by, reason } = options;
  checkText("by", by);
  checkText("reason", reason);
  const named = incarnationOf(options.incarnation);
  const stopped: Terminal = {
    type: "stopped",
    at: clock.now(),
    ...(by !== undefined && { by }),
    ...(reason !== undefined && { reason }),
  };
  const entry = checkNote(codec.terminal(stopped, null), "What a stop says");
  const settled = await settle(context, {
    id,
    command: (incarnation) => ({
      type: "stop",
      call,
      ...(incarnation && { incarnation }),
      ...named,
    }),
    batchOf: () => ({ entries: [entry], end: { terminal: "stopped", closer: call } }),
    until: clock.elapsed() + settings.commandTimeoutMs,
  });
  if (isLeft(settled)) throw refusalError(id, settled.left);
  const done = settled.right;
  if (done._tag === "appended") {
    compactEnded(context, id, done.appended.place.incarnation);
    return { terminal: "stopped", position: formatPosition(id, done.appended.place), mine: true };
  }
  if (done._tag === "settled" && done.head.terminal) {
    return endedAt(id, done.head, done.head.terminal, done.mine);
  }
  throw refusalError(id, { _tag: "not-found" });
};
