import type { Streams, Writer } from "@segno/core";
import type { Live } from "../measure/live.ts";
import { type Payload, payload } from "../payload.ts";

/** A follower of somebody's stream, at its end, and the writer. */
export const followLive = async (
  writer: Writer<Payload>,
  others: Streams<Payload>,
): Promise<Live> => {
  const follow = others.follow(writer.streamId, { after: writer.position });
  // Before the first pull nothing is subscribed.
  const first = follow.next();
  await writer.write(payload);
  await first;
  return {
    heard: () => follow.next(),
    send: () => writer.write(payload),
    close: () => follow.return(),
  };
};
