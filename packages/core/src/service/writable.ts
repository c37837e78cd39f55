import { RefusedWrite } from "./refused-write.ts";
import type { OwnedWriter } from "./writer.ts";

/**
 * The writer as a sink: held back by the window, not by every acknowledgement. While it is open its source is
 * waited for, however long that is silent. A chunk that is refused fails the stream: in a pipe nobody else
 * would hear of it.
 */
export const writableOf = <A>(writer: OwnedWriter<A>): WritableStream<A> =>
  new WritableStream<A>({
    start: (controller) => {
      const { signal } = writer;
      const stop = (): void => controller.error(signal.reason);
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
      writer.attend(true);
    },
    write: async (data) => {
      await writer.ready;
      const refused = RefusedWrite.errorOf(writer.write(data));
      if (!refused) return;
      writer.attend(false);
      await writer.fail(refused);
      throw refused;
    },
    close: async () => {
      writer.attend(false);
      await writer.complete();
    },
    abort: async (reason) => {
      writer.attend(false);
      await writer.fail(reason);
    },
  });
