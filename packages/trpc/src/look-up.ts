import type { Streams } from "@segno/core";
import type { ActiveStreamsInput } from "./schemas/inputs.ts";
import type { ActiveStreams, StreamTTL } from "./schemas/outputs.ts";

/** What still lives never shows 0. */
const secondsOf = (ms: number | null): number | null => (ms === null ? null : Math.ceil(ms / 1000));

export const streamTTL = async <A>(streams: Streams<A>, streamId: string): Promise<StreamTTL> => {
  const { ttl } = await streams.describe(streamId);
  return {
    streamTTL: secondsOf(ttl.streamTtlMs),
    metaTTL: secondsOf(ttl.metaTtlMs),
    synchronized: ttl.synchronized,
  };
};

export const activeStreams = async <A>(
  streams: Streams<A>,
  { cursor, limit, owner, kind, olderThan }: NonNullable<ActiveStreamsInput> = {},
): Promise<ActiveStreams> => {
  const listed = await streams.list({
    only: "active",
    ...(cursor != null && { cursor }),
    ...(limit !== undefined && { limit }),
    ...(owner !== undefined && { owner }),
    ...(kind !== undefined && { kind }),
    ...(olderThan !== undefined && { olderThan }),
  });
  return { inMemoryCount: listed.inMemoryCount, active: listed.streams, cursor: listed.cursor };
};
