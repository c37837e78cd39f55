import type { Writer } from "@segno/core";
import { z } from "zod";

export type Payload = { readonly content: string };

/** The smallest payload one would really send: 100 bytes of JSON. */
export const payload: Payload = { content: "0123456789".repeat(8).concat("012345") };

/** The same for those who write text. */
export const text: string = JSON.stringify(payload);

/** And for those who write bytes. */
export const bytes: Uint8Array = new TextEncoder().encode(text);

export const schema: z.ZodType<Payload> = z.object({ content: z.string() });

/** As a producer writes: as fast as `ready` lets it. */
export const write = async (
  writer: Pick<Writer<Payload>, "ready" | "write">,
  count: number,
): Promise<void> => {
  for (let n = 0; n < count; n++) {
    await writer.ready;
    writer.write(payload);
  }
};

/** A source of so many chunks, as fast as it is asked; with `until` it stays open after the last one. */
export const sourceOf = <T>(
  chunk: T,
  count: number,
  until: Promise<unknown> = Promise.resolve(),
): ReadableStream<T> => {
  let given = 0;
  return new ReadableStream<T>({
    pull: async (controller) => {
      if (given++ < count) controller.enqueue(chunk);
      else {
        await until;
        controller.close();
      }
    },
  });
};

/** Reads to the end, and throws unless so many chunks came. */
export const drain = async (source: AsyncIterable<unknown>, count: number): Promise<void> => {
  let seen = 0;
  for await (const _ of source) seen++;
  if (seen !== count) throw new Error(`${seen} of ${count} chunks came`);
};
