import { type Clock, SegnoError } from "@segno/core/browser";
import { again, failed, type Outcome } from "./outcome.ts";
import { isPassing, problemOf } from "./problem.ts";

/** What a server said to a request for events: what to read, nothing (204), or how the line ended before it began. */
export type Answer =
  | { readonly _tag: "open"; readonly body: ReadableStream<Uint8Array> }
  | { readonly _tag: "nothing" }
  | Outcome;

/** `retry-after`, in seconds or as a date; in ms. */
const retryAfter = (headers: Headers, clock: Clock): number => {
  const value = headers.get("retry-after");
  if (!value) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - clock.now();
  return Math.max(ms || 0, 0);
};

/**
 * Reads an answer. `known` says whether this server has opened the stream before: something else that answers
 * in its place, a login page say, is then an accident that passes.
 */
export const answerOf = async (
  response: Response,
  clock: Clock,
  known: boolean,
): Promise<Answer> => {
  const { status, headers, body } = response;
  if (status === 204) return { _tag: "nothing" };
  if (response.ok) {
    const type = headers.get("content-type") ?? "";
    if (body && /^text\/event-stream\b/i.test(type)) return { _tag: "open", body };
    body?.cancel().catch(() => {});
    const message = `The server answered with ${type || "nothing"}, not with events`;
    const error = new SegnoError("unsupported-server", message);
    return known ? again(error) : failed(error);
  }
  const error = await problemOf(response);
  return isPassing(error) ? again(error, retryAfter(headers, clock)) : failed(error);
};
