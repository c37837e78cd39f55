import { type Clock, SegnoError } from "@segno/core/browser";
import { isPassing, problemOf } from "./problem.ts";

/** What a server said to a request for events. */
export type Answer =
  | { readonly _tag: "open"; readonly body: ReadableStream<Uint8Array> }
  /** 204: there is nothing to follow, or nothing more. */
  | { readonly _tag: "nothing" }
  /** Not now; in `floorMs` at the earliest. */
  | { readonly _tag: "later"; readonly floorMs: number; readonly error: SegnoError }
  | { readonly _tag: "refused"; readonly error: SegnoError };

/** `retry-after`, in seconds or as a date; in ms. */
const retryAfter = (headers: Headers, clock: Clock): number => {
  const value = headers.get("retry-after");
  if (!value) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - clock.now();
  return Math.max(ms || 0, 0);
};

const leave = (response: Response): void => {
  response.body?.cancel().catch(() => {});
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
    leave(response);
    const message = `The server answered ${status} with ${type || "no type"}, not with events`;
    const error = new SegnoError(known ? "store-unavailable" : "unsupported-server", message);
    return known ? { _tag: "later", floorMs: 0, error } : { _tag: "refused", error };
  }
  const error = await problemOf(response);
  return isPassing(error)
    ? { _tag: "later", floorMs: retryAfter(headers, clock), error }
    : { _tag: "refused", error };
};
