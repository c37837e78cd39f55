import { isSegnoError, isTerminal, type Recorded, type Streams } from "@segno/core";
import { type Relayed, relay } from "./relay.ts";
import type { ListenedEvent } from "./schemas/events.ts";
import type { ListenToStreamInput } from "./schemas/inputs.ts";

/** Whether there is something to listen to: the stream is there, and has not ended unless a replay was asked for. */
const isHeard = async <A>(
  streams: Streams<A>,
  streamId: string,
  replay: boolean,
): Promise<boolean> => {
  try {
    const { status } = await streams.describe(streamId);
    return replay || status === "active" || status === "stale";
  } catch (error) {
    if (isSegnoError(error, "not-found")) return false;
    throw error;
  }
};

const isListened = <A>(event: Recorded<A>): event is ListenedEvent<A> => !isTerminal(event);

/** `started` and `chunk` events, until there are no more; nothing at all of an ended or unknown stream. */
export const listenToStream = async <A>(
  streams: Streams<A>,
  { streamId, fromEventId, replay = false }: ListenToStreamInput,
  signal: AbortSignal | undefined,
): Promise<Relayed<ListenedEvent<A>>> => {
  // Not pulled, it holds nothing; but a position that is none is refused here.
  const follow = streams.follow(streamId, { after: fromEventId, signal, wait: 0 });
  if (!(await isHeard(streams, streamId, replay))) await follow.return();
  return relay(follow, signal, (event) => (isListened(event) ? event : null));
};
