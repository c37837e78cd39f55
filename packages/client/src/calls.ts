import type {
  Content,
  Description,
  Ended,
  Incarnation,
  Json,
  Position,
  Recorded,
  StreamId,
  StreamTtl,
} from "@segno/core/browser";
import { callJson } from "./call.ts";
import { checkPayload, type PayloadSchema, recordOf } from "./read-event.ts";
import { addressOf, type RequestOptions } from "./request.ts";

export type ReadStreamOptions<A> = RequestOptions & {
  /** What payloads must be: `bad-entry` where one is not. */
  readonly schema?: PayloadSchema<A> | undefined;
};

/** All that a stream holds now. `url` is the stream's. */
export const readStream = async <A = Json>(
  url: string | URL,
  { schema, ...options }: ReadStreamOptions<A> = {},
): Promise<Content<A>> => {
  const content = await callJson<Content<unknown>>(addressOf(url), options);
  const events: Recorded<A>[] = [];
  for (const event of content.events) {
    events.push(await checkPayload(recordOf(event.position, event), schema));
  }
  return { ...content, events };
};

/** A stream that has begun. */
export type StartedStream = {
  readonly streamId: StreamId;
  readonly incarnation: Incarnation;
  /** Of its `started`: what follows it is the answer. */
  readonly position: Position;
};

/** Has the server start the stream; `input` is what it is told, as JSON. Throws `stream-active` where one is live. */
export const startStream = (
  url: string | URL,
  input?: unknown,
  options: RequestOptions = {},
): Promise<StartedStream> => callJson(addressOf(url), options, { method: "POST", body: input });

export type StopStreamOptions = RequestOptions & {
  /** Why, for the `stopped` event. */
  readonly reason?: string | undefined;
  /** The life that is meant; another one is not touched. */
  readonly incarnation?: string | undefined;
};

/** Stops the stream. Resolves with the ending that stands: too late is no error. */
export const stopStream = (
  url: string | URL,
  { reason, incarnation, ...options }: StopStreamOptions = {},
): Promise<Ended> =>
  callJson(addressOf(url, {}, "/stop"), options, {
    method: "POST",
    body: { reason, incarnation },
  });

/** How long the stream is kept, in ms. */
export const readTtl = (url: string | URL, options: RequestOptions = {}): Promise<StreamTtl> =>
  callJson(addressOf(url, {}, "/ttl"), options);

export type ListedStreams = {
  readonly active: readonly Description[];
  /** Where to go on; null at the end. */
  readonly cursor: string | null;
  /** How many streams the server's process is writing. */
  readonly inMemoryCount: number;
};

export type ListStreamsOptions = RequestOptions & {
  /** Where an earlier list of the same streams said to go on. */
  readonly cursor?: string;
  readonly limit?: number;
  readonly owner?: string;
  readonly kind?: string;
  /** Only those that were last appended to so many ms ago, or longer. */
  readonly olderThan?: number;
};

/** The streams that have no ending. `url` is that of all streams. */
export const listStreams = (
  url: string | URL,
  { headers, fetch, signal, ...query }: ListStreamsOptions = {},
): Promise<ListedStreams> => callJson(addressOf(url, query), { headers, fetch, signal });
