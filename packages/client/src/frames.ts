import { SegnoError } from "@segno/core/browser";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { Attention } from "./attention.ts";

/** In UTF-16 units: far more than the largest event comes to. */
const largestFrame = 8 * 1024 * 1024;

/**
 * The frames of a body as they come, several at once, until it ends; what is not whole by then is let go. It reads when it is pulled, so
 * that a slow reader holds the server back. Throws the interruption, or what the body broke with.
 */
export async function* framesOf(
  body: ReadableStream<Uint8Array>,
  line: Attention,
  onBytes: () => void,
  onRetry: (ms: number) => void,
): AsyncGenerator<readonly EventSourceMessage[], void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let frames: EventSourceMessage[] = [];
  const parser = createParser({
    onEvent: (frame) => {
      frames.push(frame);
    },
    onRetry,
    maxBufferSize: largestFrame,
    onError: ({ type }) => {
      if (type !== "max-buffer-size-exceeded") return;
      throw new SegnoError("too-large", "A frame has no end");
    },
  });
  try {
    for (;;) {
      const { done, value } = await line.unlessInterrupted(reader.read());
      if (done) return;
      onBytes();
      parser.feed(decoder.decode(value, { stream: true }));
      const whole = frames;
      frames = [];
      yield whole;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
