import type { Recorded, Streams } from "@segno/core";
import { type TrackedEnvelope, tracked } from "@trpc/server";
import { type Relayed, relay } from "./relay.ts";
import type { FollowStreamInput } from "./schemas/inputs.ts";

/** Every event with its position as its id, the ending included; any other ending is thrown. */
export const followStream = <A>(
  streams: Streams<A>,
  { streamId, lastEventId, reader, wait }: FollowStreamInput,
  signal: AbortSignal | undefined,
): Relayed<TrackedEnvelope<Recorded<A>>> => {
  const after = lastEventId ?? undefined;
  const follow = streams.follow(streamId, { after, reader, signal, wait });
  return relay(follow, signal, (event) => tracked(event.position, event));
};
