import { type Ended, isSegnoError, type TerminalType } from "@segno/core";
import type { Call, Outcome } from "../log/history.ts";

/** What is refused with these is settled for good: nothing of it is stored, now or later. */
const certain: readonly string[] = [
  "fenced",
  "stopped",
  "ended",
  "producer-lost",
  "invalid-id",
  "invalid-payload",
  "invalid-options",
  "invalid-position",
  "too-large",
  "stream-active",
  "superseded",
  "not-found",
];

export const codeOf = (error: unknown): string =>
  isSegnoError(error) ? error.code : `untyped: ${String(error)}`;

export const settledAs = (code: string): Outcome => ({
  _tag: certain.includes(code) ? "refused" : "unknown",
  code,
});

export const outcomeOf = (error: unknown): Outcome => settledAs(codeOf(error));

/** What a call came to: either its answer, or its code. */
export type Called<T> =
  | { readonly ok: true; readonly value: T; readonly tookMs: number }
  | { readonly ok: false; readonly code: string; readonly tookMs: number };

type Told = {
  readonly position: string;
  readonly terminal?: TerminalType;
  readonly mine?: boolean;
};

const toldOf = (value: unknown): Told => {
  const ended = value as Partial<Ended> | undefined;
  return {
    position: ended?.position ?? "",
    ...(ended?.terminal && { terminal: ended.terminal }),
    ...(ended?.mine !== undefined && { mine: ended.mine }),
  };
};

/** Makes a call, and notes when it began and how it came out. */
export const noted = async <T>(
  calls: Call[],
  what: Pick<Call, "what" | "stream" | "by" | "withinMs">,
  act: () => Promise<T>,
): Promise<Called<T>> => {
  const begunAt = performance.now();
  const call: Call = { ...what, begunAt, tookMs: null, outcome: { _tag: "open" } };
  calls.push(call);
  try {
    const value = await act();
    const { position, ...told } = toldOf(value);
    call.tookMs = performance.now() - begunAt;
    Object.assign(call, { outcome: { _tag: "done", position }, ...told });
    return { ok: true, value, tookMs: call.tookMs };
  } catch (error) {
    call.tookMs = performance.now() - begunAt;
    call.outcome = outcomeOf(error);
    if (!isSegnoError(error)) call.untyped = String(error);
    return { ok: false, code: codeOf(error), tookMs: call.tookMs };
  }
};
