import type { Ended } from "@segno/core";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import type { Tone } from "./output/paint.ts";

export const exitOf = (terminal: Ended["terminal"]): ExitCode =>
  terminal === "completed" ? exitCodes.ok : exitCodes.cutShort;

const tones: Readonly<Record<string, Tone>> = {
  active: "cyan",
  stale: "yellow",
  completed: "green",
  stopped: "yellow",
  failed: "red",
};

/** How a status is shown. */
export const toneOf = (status: string): Tone => tones[status] ?? "plain";
