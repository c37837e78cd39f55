import type { Ended } from "./ended.ts";
import type { OwnedWriter, Writer } from "./writer.ts";

/** What `run` hands to its function: a writer whose ending is taken care of. */
export type Run<A> = Omit<Writer<A>, "complete" | "fail" | "writable" | typeof Symbol.asyncDispose>;

/**
 * Settles when the stream ended by another's hand: resolves where that was a stop, rejects otherwise. The
 * writer's own ending is told by whoever asked for it.
 */
const endedByOthers = <A>(writer: OwnedWriter<A>): Promise<Ended> =>
  new Promise((resolve, reject) => {
    writer.outcome.then((how) => {
      if (how._tag === "ended") return;
      if (how.ended?.terminal === "stopped") resolve(how.ended);
      else reject(how.error);
    });
  });

/**
 * Runs the function over the writer: completed when it returns, failed when it throws. When the stream ends
 * under it, `run` settles at once; a function that heeds `signal` ends then too, and what one that does not
 * still throws is of no consequence.
 */
export const runWith = async <A>(
  writer: OwnedWriter<A>,
  produce: (run: Run<A>) => Promise<unknown> | unknown,
): Promise<Ended> => {
  writer.attend(true);
  const ended = endedByOthers(writer);
  ended.catch(() => {});
  const produced = (async () => {
    try {
      await produce(writer);
    } catch (error) {
      if (writer.signal.aborted) return ended;
      await writer.fail(error);
      throw error;
    }
    return writer.complete();
  })();
  produced.catch(() => {});
  try {
    return await Promise.race([produced, ended]);
  } finally {
    writer.attend(false);
  }
};
