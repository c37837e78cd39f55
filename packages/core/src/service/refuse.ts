import { SegnoError } from "../errors/segno-error.ts";
import type { Refusal } from "../stream/commands.ts";
import type { Head } from "../stream/head.ts";
import { parseStreamId, type StreamId } from "../stream/ids.ts";
import { parsePosition } from "../stream/position.ts";
import { type Cursor, start } from "./cursor.ts";

/** The id, checked once at the edge. */
export const streamIdOf = (value: unknown): StreamId => {
  const id = parseStreamId(value);
  if (id) return id;
  const shown = JSON.stringify(String(value).slice(0, 40));
  throw new SegnoError(
    "invalid-id",
    `${shown} is no stream id: it takes 1 to 128 of A-Z a-z 0-9 _ . : ~ -`,
  );
};

/** A position that came from outside, as a cursor. */
export const cursorOf = (id: StreamId, token: string): Cursor => {
  const parsed = parsePosition(id, String(token));
  switch (parsed._tag) {
    case "beginning":
      return start;
    case "place":
      return parsed.place;
    case "foreign":
      throw new SegnoError("invalid-position", `The position is one of another stream than ${id}`);
    case "malformed":
      throw new SegnoError("invalid-position", 'That is no position; "0" is the beginning');
    default:
      return parsed satisfies never;
  }
};

/** Nothing is there any more, where something was: did its time run out, or was it taken away? */
export const goneError = (id: StreamId, expiresAt: number | null, now: number): SegnoError =>
  expiresAt !== null && now < expiresAt
    ? new SegnoError("deleted", `Stream ${id} was deleted ${expiresAt - now} ms before its time`)
    : new SegnoError("expired", `Stream ${id} has expired`);

/** Why a writer cannot go on after another, or nobody, ended its stream. */
export const endedError = (id: StreamId, head: Head): SegnoError => {
  if (head.terminal === "stopped") return new SegnoError("stopped", `Stream ${id} was stopped`);
  if (head.terminal === "failed") {
    return new SegnoError("producer-lost", `Stream ${id} was ended by another as failed`);
  }
  return new SegnoError("ended", `Stream ${id} has ended as ${head.terminal}`);
};

/** A refusal as the plain face throws it. */
export const refusalError = (id: StreamId, refusal: Refusal): SegnoError => {
  switch (refusal._tag) {
    case "stream-active": {
      const left = Math.max(0, refusal.head.leaseUntil - refusal.now);
      const message = `Stream ${id} is active: its producer's lease runs for another ${left} ms`;
      return new SegnoError("stream-active", message, { details: { head: refusal.head } });
    }
    case "superseded":
      return new SegnoError(
        "superseded",
        `Stream ${id} is another life than the one that was meant`,
        {
          details: { head: refusal.head },
        },
      );
    case "not-found":
      return new SegnoError("not-found", `There is no stream ${id}`);
    case "fenced":
      return new SegnoError("fenced", `Another producer has taken over stream ${id}`, {
        details: { head: refusal.head },
      });
    case "ended":
      return new SegnoError("ended", `Stream ${id} has ended as ${refusal.terminal}`, {
        details: { head: refusal.head },
      });
    case "alive":
      return new SegnoError("stream-active", `The producer of stream ${id} is alive after all`);
    default:
      return refusal satisfies never;
  }
};
