import type { Kind } from "../frame/scenario.ts";

/** What a child is to do: start a stream, and write on until somebody ends it. */
export type Errand = {
  readonly port: number;
  readonly kind: Kind;
  readonly stream: string;
  readonly name: string;
  readonly gapMs: number;
  readonly leaseMs: number;
  readonly graceMs: number;
  /** Tells nothing of its single writes, awaits each, and gives each so many bytes. */
  readonly floodBytes?: number;
};

/** Times are in ms since 1970, with fractions: both processes know them. */
export type Told =
  | { readonly type: "started"; readonly position: string; readonly at: number }
  | { readonly type: "writing"; readonly n: number; readonly at: number }
  | { readonly type: "done"; readonly n: number; readonly position: string }
  | { readonly type: "failed"; readonly n: number; readonly code: string }
  | { readonly type: "over"; readonly code: string; readonly at: number };
