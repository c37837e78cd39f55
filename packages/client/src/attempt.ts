import {
  type Clock,
  isTerminal,
  type Place,
  placeOf,
  type Recorded,
  SegnoError,
  type TerminalType,
} from "@segno/core/browser";
import type { EventSourceMessage } from "eventsource-parser";
import type { Attention } from "./attention.ts";
import type { Backoff } from "./backoff.ts";
import { call } from "./call.ts";
import type { Connection } from "./connection.ts";
import { framesOf } from "./frames.ts";
import { type Bookmark, isAnywhere, openLine } from "./open-line.ts";
import type { FollowStreamOptions } from "./options.ts";
import { orderOf } from "./order.ts";
import { again, brokenBy, failed, type Outcome, over, unavailable } from "./outcome.ts";
import { parseJson, toldError } from "./problem.ts";
import { checkPayload, isLifecycle, parseEvent } from "./read-event.ts";
import { addressOf } from "./request.ts";

/** What all the lines of one reader share. */
export type Reading<A> = {
  readonly url: string | URL;
  readonly options: FollowStreamOptions<A>;
  readonly bookmark: Bookmark;
  readonly backoff: Backoff;
  readonly clock: Clock;
  /** A line that lasted for so long, in ms, was a good one, even if nothing but heartbeats came. */
  readonly goodMs: number;
  readonly onConnection: (connection: Connection) => void;
};

type Fresh = {
  readonly _tag: "fresh";
  readonly place: Place | null;
  readonly event: Recorded<unknown>;
};

const endings: readonly (string | null)[] = ["completed", "stopped", "failed"];

/** After a 204: nothing was ever there, or the reader stood at the terminal already. Which one, its headers say. */
const nothingMore = async <A>(reading: Reading<A>, { signal }: Attention): Promise<Outcome> => {
  const { url, options, bookmark } = reading;
  const anywhere = isAnywhere(options, bookmark);
  if (!bookmark.place && !anywhere) return failed(new SegnoError("not-found", "No such stream"));
  const there = await call(addressOf(url), { ...options, signal }, { method: "HEAD" });
  const status = there.headers.get("segno-status");
  const reached = anywhere || there.headers.get("segno-position") === bookmark.position;
  return reached && endings.includes(status)
    ? over({ _tag: status as TerminalType, event: null })
    : again(unavailable("The server sends nothing, and there is more"));
};

/** What a frame comes to: an event that is new, an outcome, or nothing. */
const judge = (
  { id, event: type, data }: EventSourceMessage,
  last: Place | null,
  anywhere: boolean,
): Fresh | Outcome | null => {
  if (type === "ending") {
    return failed(toldError(parseJson(data)) ?? unavailable("The line ended without a code"));
  }
  if (!isLifecycle(type)) return null;
  const event = parseEvent(id, data);
  const place = placeOf(event.position);
  const order = anywhere ? "next" : place && orderOf(last, place);
  if (order === "gap") return again(new SegnoError("trimmed", "Events are missing"));
  if (order === "diverged") return failed(new SegnoError("diverged", "What was read here is lost"));
  if (order === "seen") return null;
  return {
    _tag: "fresh",
    place,
    event: order === "new-life" ? { ...event, reset: true } : event,
  };
};

/** One line: yields what is new on it, and returns how it ended. Never throws. */
export async function* attempt<A>(
  reading: Reading<A>,
  line: Attention,
): AsyncGenerator<Recorded<A>, Outcome, undefined> {
  const { url, options, bookmark, backoff, clock, goodMs, onConnection } = reading;
  try {
    const answer = await line.unlessInterrupted(openLine(url, options, bookmark, line, clock));
    if (answer._tag === "nothing") return await line.unlessInterrupted(nothingMore(reading, line));
    if (answer._tag !== "open") return answer;
    bookmark.known = true;
    onConnection({ state: "open" });
    const openedAt = clock.elapsed();
    const onBytes = (): void => {
      line.heard();
      if (clock.elapsed() - openedAt >= goodMs) backoff.succeeded();
    };
    for await (const frames of framesOf(answer.body, line, onBytes, backoff.askedFor)) {
      for (const frame of frames) {
        const judged = judge(frame, bookmark.place, isAnywhere(options, bookmark));
        if (!judged) continue;
        if (judged._tag !== "fresh") return judged;
        const event = options.schema
          ? await line.unlessInterrupted(checkPayload(judged.event, options.schema))
          : (judged.event as Recorded<A>);
        bookmark.place = judged.place;
        bookmark.position = event.position;
        backoff.succeeded();
        yield event;
        if (isTerminal(event)) {
          const { position: _, offset: __, ...terminal } = event;
          return over({ _tag: event.type, event: terminal });
        }
      }
    }
    return again(unavailable("The line was closed early"));
  } catch (cause) {
    return brokenBy(cause, line);
  }
}
