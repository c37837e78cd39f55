import type { Position } from "@segno/core/browser";
import { callJson } from "../call.ts";
import { addressOf, type RequestOptions } from "../request.ts";

export type AckStreamOptions = RequestOptions & {
  /** Who has seen it: 1 to 128 characters. */
  readonly reader: string;
  /** Of the last event that it has seen. */
  readonly position: string;
};

/** Where the reader is now, which may be further than what was sent. */
export type AckedStream = { readonly position: Position };

/**
 * A reader has seen this event of the stream at `url`, and all before it. Its place never goes back. The request outlives
 * the page that sent it. Throws what the server says, or `store-unavailable` where there is no answer.
 */
export const ackStream = (
  url: string | URL,
  { reader, position, fetch: ask = fetch, ...options }: AckStreamOptions,
): Promise<AckedStream> =>
  callJson(
    addressOf(url, {}, "/ack"),
    { ...options, fetch: (input, init) => ask(input, { ...init, keepalive: true }) },
    { method: "POST", body: { reader, position } },
  );
