/**
 * Every code a `SegnoError` can carry; `docs/reference/errors.md` says of each what it means and what to do.
 */
export type SegnoErrorCode =
  // asked wrongly: nothing was touched
  | "invalid-id"
  | "invalid-position"
  | "invalid-payload"
  | "invalid-options"
  | "invalid-cursor"
  | "too-large"
  // refused: the stream is as it was
  | "stream-active"
  | "superseded"
  | "not-found"
  // the end of a writer
  | "stopped"
  | "producer-lost"
  | "fenced"
  | "ended"
  | "lost-writes"
  | "overflow"
  | "source-failed"
  | "abandoned"
  // the end of a follower, besides a terminal event
  | "expired"
  | "deleted"
  | "trimmed"
  | "diverged"
  | "bad-entry"
  // the surroundings
  | "store-unavailable"
  | "unsupported"
  | "unsupported-server"
  | "closed";

export type SegnoErrorOptions = {
  readonly cause?: unknown;
  /** What one needs to act on it: the head that was met, the issues of a payload. */
  readonly details?: Readonly<Record<string, unknown>>;
};

/** The one error that Segno throws; `code` is stable, the message is for people. */
export class SegnoError extends Error {
  override readonly name = "SegnoError";
  readonly code: SegnoErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: SegnoErrorCode, message: string, options: SegnoErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Whether it is a `SegnoError`, and of that code where one is named. Holds across copies of this package. */
export const isSegnoError = (error: unknown, code?: SegnoErrorCode): error is SegnoError =>
  error instanceof Error &&
  error.name === "SegnoError" &&
  "code" in error &&
  (code === undefined || error.code === code);
