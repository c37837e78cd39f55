import { connect } from "node:net";
import type { Streams } from "@segno/core";
import { expect, onTestFinished, test, vi } from "vitest";
import { memory, type Said, serve } from "./support/served.ts";

const chunkBytes = 64 * 1024;
/** 15 MiB; sockets hold 4 of them here. */
const chunks = 240;

/** The same streams; `pulled` counts what followers were given. */
const counted = (streams: Streams<Said>) => {
  let pulled = 0;
  const follow: Streams<Said>["follow"] = (id, options) => {
    const followed = streams.follow(id, options);
    const { next } = followed;
    followed.next = async () => {
      const step = await next();
      if (!step.done) pulled += 1;
      return step;
    };
    return followed;
  };
  return { streams: { ...streams, follow }, pulled: () => pulled };
};

/** Until it has not changed for a while. */
const settled = async (value: () => number): Promise<number> => {
  for (let last = -1, same = 0; ; ) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    same = value() === last ? same + 1 : 0;
    last = value();
    if (same === 30) return last;
  }
};

const asked = (what: string): string =>
  ({
    followStream: `GET /streams.followStream?input=${encodeURIComponent('{"streamId":"a1"}')} HTTP/1.1\r\nhost: a\r\n\r\n`,
    listenToStream:
      'POST /streams.listenToStream?batch=1 HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntrpc-accept: application/jsonl\r\ncontent-length: 23\r\n\r\n{"0":{"streamId":"a1"}}',
  })[what] ?? "";

test.each(["followStream", "listenToStream"])(
  "%s: a client that reads nothing is held back by its socket, and has it all when it reads on",
  async (what) => {
    const { streams, pulled } = counted(memory());
    const { port } = await serve(streams);
    const writer = await streams.start("a1");
    const content = "a".repeat(chunkBytes);
    for (let at = 0; at < chunks; at++) await writer.write({ content });

    const socket = connect(port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.pause();
    socket.write(asked(what));
    await vi.waitFor(() => expect(pulled()).toBeGreaterThan(1));
    expect(await settled(pulled)).toBeLessThan(chunks * 0.8);

    let bytes = 0;
    socket.on("data", (data) => {
      bytes += data.length;
    });
    socket.resume();
    await vi.waitFor(() => expect(bytes).toBeGreaterThan(chunks * chunkBytes), 40_000);
    expect(pulled()).toBe(1 + chunks);
  },
  60_000,
);
