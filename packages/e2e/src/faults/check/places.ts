import { type Place, parsePosition, parseStreamId } from "@segno/core";
import type { Event } from "../log/history.ts";

/** A position's parts; null where it is none of this stream's. */
export const placeOf = (stream: string, position: string): Place | null => {
  const id = parseStreamId(stream);
  const parsed = id && parsePosition(id, position);
  return parsed?._tag === "place" ? parsed.place : null;
};

export const wordOf = (event: Event): string =>
  event.type === "chunk" ? `${event.data.w}.${event.data.n}` : event.type;

export const isEnd = (event: Event): boolean =>
  event.type === "stopped" || event.type === "failed" || event.type === "completed";
