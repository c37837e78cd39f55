import type { SegnoError } from "../errors/segno-error.ts";
import type { Terminal, TerminalType } from "../stream/events.ts";

/** How following ended, as a value. */
export type Ending =
  | {
      readonly _tag: TerminalType;
      /** Null where the reader had the terminal event before it came. */
      readonly event: Terminal | null;
    }
  | { readonly _tag: "error"; readonly error: SegnoError }
  /** The caller's own signal. */
  | { readonly _tag: "aborted"; readonly reason: unknown }
  /** The caller left: `return()`, `break`, a cancelled ReadableStream. */
  | { readonly _tag: "left" };
