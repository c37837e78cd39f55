import {
  type Clock,
  isTerminal,
  placeOf,
  type Recorded,
  SegnoError,
  type TerminalType,
} from "@segno/core/browser";
import type { Attention } from "./attention.ts";
import type { Backoff } from "./backoff.ts";
import { call } from "./call.ts";
import type { Connection } from "./connection.ts";
import { framesOf } from "./frames.ts";
import { type Bookmark, openLine } from "./open-line.ts";
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
  readonly onRetry: (ms: number) => void;
};

const endings: readonly (string | null)[] = ["completed", "stopped", "failed"];

/** After a 204: nothing was ever there, or the reader stood at the terminal already. Which one, its headers say. */
const nothingMore = async <A>(reading: Reading<A>, { signal }: Attention): Promise<Outcome> => {
  const { url, options, bookmark } = reading;
  if (!bookmark.place) return failed(new SegnoError("not-found", "No such stream"));
  const { headers, fetch } = options;
  const there = await call(addressOf(url), { headers, fetch, signal }, { method: "HEAD" });
  const status = there.headers.get("segno-status");
  return endings.includes(status) && there.headers.get("segno-position") === bookmark.position
    ? over({ _tag: status as TerminalType, event: null })
    : again(unavailable("The server sends nothing, and there is more"));
};

/** One line: yields what is new on it, and returns how it ended. Never throws. */
export async function* attempt<A>(
  reading: Reading<A>,
  line: Attention,
): AsyncGenerator<Recorded<A>, Outcome, undefined> {
  const { url, options, bookmark, backoff, clock, goodMs, onConnection, onRetry } = reading;
  try {
    const answer = await line.unlessInterrupted(openLine(url, options, bookmark, line, clock));
    if (answer._tag === "nothing") return await line.unlessInterrupted(nothingMore(reading, line));
    if (answer._tag === "refused") return over({ _tag: "error", error: answer.error });
    if (answer._tag === "later") return again(answer.error, answer.floorMs);
    bookmark.known = true;
    onConnection({ state: "open" });
    const openedAt = clock.elapsed();
    const onBytes = (): void => {
      line.heard();
      if (clock.elapsed() - openedAt >= goodMs) backoff.succeeded();
    };
    for await (const { id, event: type, data } of framesOf(answer.body, line, onBytes, onRetry)) {
      if (type === "ending") {
        return failed(toldError(parseJson(data)) ?? unavailable("The line ended without a code"));
      }
      if (!isLifecycle(type)) continue;
      const event = parseEvent(id, data);
      const place = placeOf(event.position);
      const order = place && orderOf(bookmark.place, place);
      if (order === "seen") continue;
      if (order === "gap") return again(new SegnoError("trimmed", "Events are missing"));
      if (order === "diverged")
        return failed(new SegnoError("diverged", "What was read here is lost"));
      const checked = await line.unlessInterrupted(checkPayload(event, options.schema));
      bookmark.place = place;
      bookmark.position = event.position;
      backoff.succeeded();
      yield order === "new-life" ? { ...checked, reset: true } : checked;
      if (isTerminal(checked)) {
        const { position: _, offset: __, ...terminal } = checked;
        return over({ _tag: checked.type, event: terminal });
      }
    }
    return again(unavailable("The line was closed early"));
  } catch (cause) {
    return brokenBy(cause, line);
  }
}
