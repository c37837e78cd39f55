import {
  createResumableStreamContext,
  type ResumableStreamContext,
} from "resumable-stream/ioredis";
import type { Bench } from "../bench.ts";
import type { Live } from "../measure/live.ts";
import { rate } from "../measure/rounds.ts";
import { drain, payload, sourceOf, text } from "../payload.ts";

export const name = "resumable-stream";

/**
 * It stores nothing: chunks stay in the producer's process, which sends them, joined to one string, to whoever asks.
 * `producing` and `resuming` are two processes, each with the two connections of its README.
 */
export type ResumableStream = {
  /** A whole stream with its first reader, by a producer that awaits `ready` as ours does; nobody resumes. */
  readonly produce: (count: number) => Promise<void>;
  /** The same from a source that is pulled: nobody pushes. */
  readonly producePulled: (count: number) => Promise<void>;
  /** A stream whose producer is alive after so many chunks; resolves to what ends it. */
  readonly hold: (id: string, count: number) => Promise<() => Promise<void>>;
  /** Everything there is, as the one string that it sends. */
  readonly replay: (id: string, bytes: number) => Promise<void>;
  readonly live: () => Promise<Live>;
  /** Chunks delivered a second to so many readers who resume one stream. */
  readonly fanOut: (readers: number, count: number) => Promise<number>;
};

export const openResumableStream = (bench: Bench): ResumableStream => {
  let over: Promise<unknown> = Promise.resolve();
  const waitUntil = (work: Promise<unknown>): void => {
    over = work;
  };
  const open = (): ResumableStreamContext =>
    createResumableStreamContext({
      waitUntil,
      publisher: bench.connect(),
      subscriber: bench.connect(),
    });
  const producing = open();
  const resuming = open();

  const begin = async (
    id: string,
    source: ReadableStream<string>,
  ): Promise<ReadableStream<string>> => {
    const stream = await producing.createNewResumableStream(id, () => source);
    if (!stream) throw new Error(`${name} did not begin ${id}`);
    return stream;
  };
  const resume = async (id: string): Promise<ReadableStream<string>> => {
    const stream = await resuming.resumeExistingStream(id);
    if (!stream) throw new Error(`${name} did not resume ${id}`);
    return stream;
  };

  /** A stream that its caller feeds. */
  const fed = async (id: string) => {
    let source: ReadableStreamDefaultController<string> | undefined;
    const chunks = new ReadableStream<string>({
      start: (controller) => {
        source = controller;
      },
    });
    const first = (await begin(id, chunks)).getReader();
    const send = async (): Promise<void> => {
      source?.enqueue(text);
      await first.read();
    };
    return { send, end: () => source?.close() };
  };

  return {
    produce: async (count) => {
      const { readable, writable } = new TransformStream<string, string>();
      const reading = drain(await begin(bench.fresh(), readable), count);
      const writer = writable.getWriter();
      for (let n = 0; n < count; n++) {
        await writer.ready;
        void writer.write(JSON.stringify(payload));
      }
      await writer.close();
      await reading;
      await over;
    },
    producePulled: async (count) => {
      await drain(await begin(bench.fresh(), sourceOf(text, count)), count);
      await over;
    },
    hold: async (id, count) => {
      let end = (): void => {};
      const until = new Promise<void>((resolve) => {
        end = resolve;
      });
      const reader = (await begin(id, sourceOf(text, count, until))).getReader();
      const ended = over;
      for (let n = 0; n < count; n++) await reader.read();
      return async () => {
        end();
        await ended;
      };
    },
    replay: async (id, bytes) => {
      const reader = (await resume(id)).getReader();
      for (let seen = 0; seen < bytes; ) {
        const { value = "", done } = await reader.read();
        if (done) throw new Error(`${name} resumed ${seen} of ${bytes} bytes`);
        seen += value.length;
      }
      await reader.cancel();
    },
    live: async () => {
      const id = bench.fresh();
      const { send, end } = await fed(id);
      const reader = (await resume(id)).getReader();
      await reader.read();
      return {
        heard: () => reader.read(),
        send,
        close: async () => {
          end();
          await reader.cancel();
        },
      };
    },
    fanOut: async (readers, count) => {
      const id = bench.fresh();
      const { send, end } = await fed(id);
      const streams = await Promise.all(Array.from({ length: readers }, () => resume(id)));
      // The empty string that each is greeted with comes first.
      const reading = Promise.all(streams.map((stream) => drain(stream, count + 1)));
      const perSecond = await rate(count * readers, async () => {
        for (let n = 0; n < count; n++) await send();
        end();
        await reading;
      });
      return perSecond;
    },
  };
};
