import type { Ended, Recorded, SegnoError, TerminalType } from "@segno/core/browser";
import type { StopStreamOptions } from "../calls.ts";
import type { FollowStreamOptions } from "../options.ts";
import type { Schedule } from "./per-frame.ts";

/**
 * `idle` without an address; `connecting` until the first line is open, `streaming`, `reconnecting` while it is lost; then
 * how the stream ended, or `error` where following it did.
 */
export type ViewStatus =
  | "idle"
  | "connecting"
  | "streaming"
  | "reconnecting"
  | TerminalType
  | "error";

/** What a hook knows of a stream besides what it folds. The functions stay the same for an address. */
export type View<A> = {
  readonly status: ViewStatus;
  /** Why it is `error`. */
  readonly error: SegnoError | null;
  /** Of the last event: where to go on from. */
  readonly position: string;
  /** The events of this life, where `keepEvents` is set. */
  readonly events: readonly Recorded<A>[];
  /** Asks the server to stop the stream. The ending comes as an event, as it does to everybody. */
  readonly stop: (options?: Pick<StopStreamOptions, "reason" | "incarnation">) => Promise<Ended>;
  /** After an `error`: tries again from where it was; anew, where what was read is lost. */
  readonly resume: () => void;
};

export type ViewOptions<A, State> = Omit<FollowStreamOptions<A>, "signal" | "onConnection"> & {
  /** What is shown before the first event: what came up to `after`, say. */
  readonly initial?: State | undefined;
  /** Whether `events` are kept; by default they are not. */
  readonly keepEvents?: boolean | undefined;
  /** When changes are shown; by default once in each frame. */
  readonly schedule?: Schedule | undefined;
};
