import type { Recorded, Streams } from "@segno/core";
import { type TrackedEnvelope, tracked } from "@trpc/server";
import type { FollowStreamInput } from "./schemas/inputs.ts";
import { untilGone } from "./until-gone.ts";

async function* tracking<A>(
  events: AsyncIterable<Recorded<A>>,
): AsyncGenerator<TrackedEnvelope<Recorded<A>>, void, undefined> {
  for await (const event of events) yield tracked(event.position, event);
}

/** Every event with its position as its id, the ending included; any other ending is thrown. */
export const followStream = <A>(
  streams: Streams<A>,
  { streamId, lastEventId, wait }: FollowStreamInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrackedEnvelope<Recorded<A>>, void, undefined> => {
  const after = lastEventId ?? undefined;
  return tracking(untilGone(streams.follow(streamId, { after, signal, wait }), signal));
};
