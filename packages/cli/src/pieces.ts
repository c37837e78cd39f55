import type { Readable } from "node:stream";
import { usageError } from "./failure.ts";

/** So many characters fit into a chunk, whatever they are. */
const most = 32_768;

const decoded = async function* (source: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const part of source) {
    const text = typeof part === "string" ? part : decoder.decode(part, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
};

/** A cut between the halves of a character would make two that are none. */
const cutAt = (text: string): number => {
  const unit = text.charCodeAt(most - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? most - 1 : most;
};

const fitting = function* (text: string): Generator<string> {
  let rest = text;
  while (rest.length > most) {
    const at = cutAt(rest);
    yield rest.slice(0, at);
    rest = rest.slice(at);
  }
  if (rest !== "") yield rest;
};

/** Each read as a piece. */
export const reads = async function* (source: Readable): AsyncGenerator<string> {
  for await (const text of decoded(source)) yield* fitting(text);
};

/** Each line as a piece, with its line feed: joined, they are what was read. A line without end comes in several. */
export const lines = async function* (source: Readable): AsyncGenerator<string> {
  let rest = "";
  for await (const text of decoded(source)) {
    const parts = (rest + text).split(/(?<=\n)/);
    rest = parts.at(-1)?.endsWith("\n") ? "" : (parts.pop() ?? "");
    for (const part of parts) yield* fitting(part);
    while (rest.length > most) {
      const at = cutAt(rest);
      yield rest.slice(0, at);
      rest = rest.slice(at);
    }
  }
  yield* fitting(rest);
};

/** Each line as a JSON value; empty lines are passed over. A line may be as long as a chunk. */
export const values = async function* (source: Readable): AsyncGenerator<unknown> {
  let rest = "";
  let at = 0;
  const parsed = (line: string): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      throw usageError(`Line ${at} of the input is no JSON`, "Leave --format out to send text.");
    }
  };
  for await (const text of decoded(source)) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    if (rest.length > 1_048_576) throw usageError("A line of the input is longer than 1 MiB");
    for (const line of parts) {
      at += 1;
      if (line.trim() !== "") yield parsed(line);
    }
  }
  at += 1;
  if (rest.trim() !== "") yield parsed(rest);
};
