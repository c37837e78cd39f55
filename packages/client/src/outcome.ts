import { type Ending, isSegnoError, SegnoError } from "@segno/core/browser";
import type { Attention, Interruption } from "./attention.ts";
import { isPassing } from "./problem.ts";

/** How a line ended: for good, or to be had again. */
export type Outcome =
  | { readonly _tag: "over"; readonly ending: Ending }
  /** In `floorMs` at the earliest. */
  | { readonly _tag: "again"; readonly floorMs: number; readonly error: SegnoError }
  | { readonly _tag: "woken" };

export const over = (ending: Ending): Outcome => ({ _tag: "over", ending });

export const again = (error: SegnoError, floorMs = 0): Outcome => ({
  _tag: "again",
  floorMs,
  error,
});

export const unavailable = (message: string, cause?: unknown): SegnoError =>
  new SegnoError("store-unavailable", message, { cause });

/** What an error of the stream comes to: some pass. */
export const failed = (error: SegnoError): Outcome =>
  isPassing(error) ? again(error) : over({ _tag: "error", error });

export const interruptedBy = (interruption: Interruption): Outcome => {
  switch (interruption._tag) {
    case "timed-out":
      return again(unavailable("The line was silent"));
    case "woken":
      return { _tag: "woken" };
    default:
      return over(interruption);
  }
};

/** What a line comes to that broke with this. */
export const brokenBy = (cause: unknown, { signal }: Attention): Outcome => {
  if (signal.aborted) return interruptedBy(signal.reason as Interruption);
  return isSegnoError(cause) ? failed(cause) : again(unavailable("The line was cut", cause));
};
