import { styleText } from "node:util";
import type { Io, Sink } from "../io.ts";

export type Tone = "plain" | "bold" | "dim" | "red" | "green" | "yellow" | "cyan";
export type Paint = (tone: Tone, text: string) => string;

/** By NO_COLOR, FORCE_COLOR and what the terminal can do (no-color.org). */
const isColoured = (sink: Sink, env: Io["env"]): boolean => {
  if (env["NO_COLOR"]) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  return sink.isTTY === true && sink.hasColors?.(16, env) === true;
};

export const paintFor = (sink: Sink, env: Io["env"]): Paint => {
  const coloured = isColoured(sink, env);
  return (tone, text) =>
    coloured && tone !== "plain" && text !== ""
      ? styleText(tone, text, { validateStream: false })
      : text;
};
