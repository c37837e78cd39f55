import { type MessageEvent, placeOf, type Recorded } from "@segno/core/browser";
import type { AckWindow } from "../../wire.ts";
import type { Tapped } from "../chat/tap.ts";

/** What is known here of a life whose writer waits for a reader. */
export type Waited = AckWindow & {
  readonly incarnation: string;
  /** The offset of the newest event. */
  readonly written: number;
  readonly isLive: boolean;
};

const windowIn = (event: Recorded<MessageEvent> | undefined): AckWindow | null => {
  if (event?.type !== "started") return null;
  const { ackWindow }: { readonly ackWindow?: AckWindow } = Object(event.metadata);
  return ackWindow ?? null;
};

/** Null where nobody is waited for, or this device reads another stream. */
export const waitedIn = (seen: Tapped | null, id: string): Waited | null => {
  const { events = [], streamId, status } = seen ?? {};
  const [first, last] = [events[0], events.at(-1)];
  const window = windowIn(first);
  const incarnation = first && placeOf(first.position)?.incarnation;
  if (streamId !== id || !window || !incarnation || !last) return null;
  const isLive = status === "streaming" || status === "reconnecting";
  return { ...window, incarnation, written: last.offset, isLive };
};
