import {
  createResumableStreamContext,
  type ResumableStreamContext,
  type ResumableStreamStore,
} from "assistant-stream/resumable";
import { createIoredisResumableStreamStore } from "assistant-stream/resumable/ioredis";
import type { Bench } from "../bench.ts";
import type { Live } from "../measure/live.ts";
import { bytes, drain, sourceOf } from "../payload.ts";

export const name = "assistant-stream";

export type AssistantStream = {
  /** A whole stream, until the store says that it is done; nobody reads. */
  readonly produce: (id: string, count: number) => Promise<void>;
  /** Chunks put into a stream that stays open, many at a time. */
  readonly fill: (id: string, chunk: Uint8Array, count: number) => Promise<void>;
  readonly end: (id: string) => Promise<void>;
  readonly replay: (id: string, count: number) => Promise<void>;
  /** So many chunks from a cursor on. */
  readonly tail: (id: string, cursor: string, count: number) => Promise<void>;
  /** The cursors of all that is stored. */
  readonly cursors: (id: string, count: number) => Promise<readonly string[]>;
  readonly live: () => Promise<Live>;
  readonly context: ResumableStreamContext;
};

/** On any store of its own: appends are awaited one by one, readers ask again every 100 ms. */
export const assistantStreamOn = (
  bench: Pick<Bench, "fresh">,
  store: ResumableStreamStore,
): AssistantStream => {
  const done = new Map<string, () => void>();
  const context = createResumableStreamContext({
    store,
    onFinalize: (id) => done.get(id)?.(),
    onError: (id, cause) => console.error(`${name}: ${id}`, cause),
  });
  const resume = (id: string): Promise<ReadableStream<Uint8Array>> => context.requireResume(id);

  const takeFrom = async (
    id: string,
    cursor: string,
    count: number,
    take: (cursor: string) => void,
  ): Promise<void> => {
    const leaving = new AbortController();
    let seen = 0;
    for await (const entry of store.read(id, cursor, leaving.signal)) {
      take(entry.cursor);
      if (++seen === count) break;
    }
    leaving.abort();
    if (seen !== count) throw new Error(`${name} read ${seen} of ${count} chunks`);
  };

  return {
    context,
    produce: async (id, count) => {
      const over = new Promise<void>((resolve) => void done.set(id, resolve));
      const reading = await context.run(id, () => sourceOf(bytes, count));
      await reading.cancel();
      await over;
      done.delete(id);
    },
    fill: async (id, chunk, count) => {
      await store.acquire(id);
      for (let n = 0; n < count; n += 256) {
        const batch = Array.from({ length: Math.min(256, count - n) }, () =>
          store.append(id, chunk),
        );
        await Promise.all(batch);
      }
    },
    end: (id) => store.finalize(id, "done"),
    replay: async (id, count) => drain(await resume(id), count),
    tail: (id, cursor, count) => takeFrom(id, cursor, count, () => {}),
    cursors: async (id, count) => {
      const cursors: string[] = [];
      await takeFrom(id, "", count, (cursor) => cursors.push(cursor));
      return cursors;
    },
    live: async () => {
      const id = bench.fresh();
      let source: ReadableStreamDefaultController<Uint8Array> | undefined;
      const chunks = new ReadableStream<Uint8Array>({
        start: (controller) => {
          source = controller;
        },
      });
      const reader = (await context.run(id, () => chunks)).getReader();
      return {
        heard: () => reader.read(),
        send: async () => source?.enqueue(bytes),
        close: async () => {
          source?.close();
          await reader.cancel();
        },
      };
    },
  };
};

export const openAssistantStream = (bench: Bench): AssistantStream =>
  assistantStreamOn(bench, createIoredisResumableStreamStore(bench.connect()));
