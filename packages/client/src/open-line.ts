import { beginning, type Clock, type Place } from "@segno/core/browser";
import { type Answer, answerOf } from "./answer.ts";
import type { Attention } from "./attention.ts";
import type { FollowStreamOptions } from "./options.ts";
import { addressOf, request } from "./request.ts";

type Asked = Pick<FollowStreamOptions<unknown>, "after" | "reader" | "wait" | "headers" | "fetch">;

/** How far a reader has come, over all its lines. */
export type Bookmark = {
  /** Null before the first event. */
  place: Place | null;
  /** What a server may be told of it: `after`, then what servers have said. */
  position: string;
  /** Whether the server has ever opened a line to it. */
  known: boolean;
};

/** Where it begins only the server knows: after what its reader has acknowledged. */
export const isAnywhere = ({ after, reader }: Asked, { place }: Bookmark): boolean =>
  !place && reader !== undefined && after === undefined;

/** How long the server is to wait for a stream; a position is proof that it was there. */
export const waitOf = ({ wait = 5_000 }: Asked, place: Place | null): number => (place ? 0 : wait);

/** Asks for the events after the bookmark. A stream that has ended is wanted whole, too. */
export const openLine = async (
  url: string | URL,
  options: Asked,
  { place, position, known }: Bookmark,
  { signal }: Attention,
  clock: Clock,
): Promise<Answer> => {
  const { after, reader } = options;
  const first = position === (after ?? beginning);
  const address = addressOf(url, {
    replay: 1,
    reader,
    after: first ? after : undefined,
    wait: waitOf(options, place) || undefined,
  });
  const response = await request(
    address,
    { ...options, signal },
    { accept: "text/event-stream", ...(!first && { "last-event-id": position }) },
  );
  if (signal.aborted) response.body?.cancel().catch(() => {});
  return answerOf(response, clock, known);
};
