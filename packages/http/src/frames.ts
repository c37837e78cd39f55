import { type Recorded, SegnoError } from "@segno/core";
import type { Refused } from "./problem.ts";

const encoder = new TextEncoder();

/** Some lines of a response, with a blank one behind them. */
export type Frame = {
  readonly text: string;
  /** The same in UTF-8, once somebody needed it by itself. */
  bytes: Uint8Array | null;
};

const frame = (text: string): Frame => ({ text, bytes: null });

/** Throws `bad-entry` where the host's schema has made something of a payload that JSON has not. */
export type FrameOf<A> = (event: Recorded<A>) => Frame;

const dataOf = (event: { readonly offset: number }): string => {
  try {
    return JSON.stringify(event);
  } catch (cause) {
    throw new SegnoError("bad-entry", `Event ${event.offset} is not JSON`, { cause });
  }
};

/**
 * An event as it goes over the wire: `id` is its position, `event` its type, `data` the rest of it as JSON. JSON has no line
 * break of its own, and a position none either, so a frame is always these three lines. The followers of a process share an
 * event and get it one after the other: the last frame is kept, so that it is made once for all of them.
 */
export const createFrames = <A>(): FrameOf<A> => {
  let last: { readonly event: Recorded<A>; readonly frame: Frame } | null = null;
  return (event) => {
    if (last?.event === event) return last.frame;
    const { position, ...rest } = event;
    const data = dataOf(rest);
    last = { event, frame: frame(`id: ${position}\nevent: ${event.type}\ndata: ${data}\n\n`) };
    return last.frame;
  };
};

/**
 * Any ending that is not an event of the stream (P9). Not named `error`: an EventSource has an event of that name already.
 * It bears no id, so that whoever connects again goes on from the last event.
 */
export const endingFrame = ({ code, message }: Refused): Frame =>
  frame(`event: ending\ndata: ${JSON.stringify({ code, message })}\n\n`);

/** What a line begins with: proxies and clients see at once that it is open. */
export const greeting = (retryMs: number): Frame => frame(`retry: ${retryMs}\n: segno\n\n`);

export const keepAlive: Frame = frame(": keep-alive\n\n");

/** Frames as one piece of a body. */
export const bytesOf = (frames: readonly Frame[]): Uint8Array => {
  const [only] = frames;
  if (!only || frames.length > 1) return encoder.encode(frames.map(({ text }) => text).join(""));
  only.bytes ??= encoder.encode(only.text);
  return only.bytes;
};
