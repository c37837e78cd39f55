import type { Writer } from "./writer.ts";

/**
 * The writer as a sink: held back by the window, not by every acknowledgement. An error of a write reaches the
 * pipe with the next chunk or with the close.
 */
export const writableOf = <A>(writer: Writer<A>): WritableStream<A> =>
  new WritableStream<A>({
    start: (controller) => {
      writer.signal.addEventListener("abort", () => controller.error(writer.signal.reason), {
        once: true,
      });
    },
    write: async (data) => {
      await writer.ready;
      const written = writer.write(data);
      // A payload that is refused ends no stream by itself; in a pipe nobody else would hear of it.
      await Promise.race([written, writer.ready]);
    },
    close: async () => {
      await writer.complete();
    },
    abort: async (reason) => {
      await writer.fail(reason);
    },
  });
