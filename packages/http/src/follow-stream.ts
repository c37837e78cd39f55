import {
  type Description,
  isSegnoError,
  type ReaderId,
  type StreamId,
  type Streams,
} from "@segno/core";
import { eventLine, type LineOptions, type Step } from "./event-line.ts";
import type { FollowQuery } from "./query.ts";

const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
  vary: "accept",
} as const;

/** Nothing to follow: an EventSource that is told so does not ask again. */
export const nothing = (): Response =>
  new Response(null, { status: 204, headers: { "cache-control": "no-store", vary: "accept" } });

const isLive = ({ status }: Description): boolean => status === "active" || status === "stale";

/** What is there; null where nothing is. */
const lookAt = async <A>(streams: Streams<A>, id: StreamId): Promise<Description | null> => {
  try {
    return await streams.describe(id);
  } catch (error) {
    if (isSegnoError(error, "not-found")) return null;
    throw error;
  }
};

/** Whether a line is worth opening: the first event is there, or a live stream will have one. */
const worthwhile = async <A>(
  first: Promise<Step<A>>,
  looked: Promise<Description | null>,
): Promise<boolean> => {
  const come = first.then(({ done }) => !done);
  // Of a stream that is not live, or not there, the follower knows best how it ends.
  const live = looked.then((there) => (there && isLive(there) ? true : come));
  return Promise.race([come, live]);
};

/**
 * Server-sent events: history, then live. 204 where there is nothing to follow: an unknown stream, one that has ended (unless
 * a position, a reader or `replay` asks for what it holds), a position that is the ending's own. Everything else that ends it before
 * the first event is thrown: `expired`, `invalid-position`, `store-unavailable` …
 */
export const followStream = async <A>(
  streams: Streams<A>,
  id: StreamId,
  { after, replay, reader, wait }: FollowQuery & { readonly reader: ReaderId | null },
  line: LineOptions<A>,
  /** Aborts when the client has gone. */
  signal: AbortSignal,
): Promise<Response> => {
  const follow = streams.follow(id, {
    signal,
    wait,
    ...(after !== null && { after }),
    ...(reader !== null && { reader }),
  });
  const looked = lookAt(streams, id);
  const unasked = after === null && reader === null && !replay;
  if (unasked) {
    const there = await looked;
    if (there && !isLive(there)) return nothing();
    if (!there && wait === 0) return nothing();
  }
  const first = follow.next();
  try {
    if (!(await worthwhile(first, looked))) return nothing();
  } catch (error) {
    await follow.return();
    if (signal.aborted || isSegnoError(error, "not-found")) return nothing();
    throw error;
  }
  return new Response(eventLine(follow, first, line), { headers });
};
