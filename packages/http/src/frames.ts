import type { Recorded, SegnoError } from "@segno/core";
import { detailOf } from "./problem.ts";

const encoder = new TextEncoder();

/** The followers of a process share an event; so may its bytes be shared, for as long as it is held. */
const encoded = new WeakMap<object, Uint8Array>();

/**
 * An event as it goes over the wire: `id` is its position, `event` its type, `data` the rest of it as JSON. JSON has no line
 * break of its own, and a position none either, so a frame is always these three lines.
 */
export const frameOf = <A>(event: Recorded<A>): Uint8Array => {
  const known = encoded.get(event);
  if (known) return known;
  const { position, ...rest } = event;
  const bytes = encoder.encode(
    `id: ${position}\nevent: ${event.type}\ndata: ${JSON.stringify(rest)}\n\n`,
  );
  encoded.set(event, bytes);
  return bytes;
};

/**
 * Any ending that is not an event of the stream (P9). Not named `error`: an EventSource has an event of that name already.
 * It bears no id, so that whoever connects again goes on from the last event.
 */
export const endingFrame = ({ code, message }: SegnoError): Uint8Array =>
  encoder.encode(
    `event: ending\ndata: ${JSON.stringify({ code, message: detailOf(code, message) })}\n\n`,
  );

/** What a line begins with: proxies and clients see at once that it is open. */
export const greeting = (retryMs: number): Uint8Array =>
  encoder.encode(`retry: ${retryMs}\n: segno\n\n`);

export const keepAlive: Uint8Array = encoder.encode(": keep-alive\n\n");
