import type { Ended } from "./ended.ts";
import type { OwnedWriter, Writer } from "./writer.ts";

/** What `run` hands to its function: a writer whose ending is taken care of. */
export type Run<A> = Omit<Writer<A>, "complete" | "fail" | "writable" | typeof Symbol.asyncDispose>;

/** Resolves when the stream ended by another's hand as `stopped`; rejects when it ended in any other way. */
const endedByOthers = async <A>(writer: OwnedWriter<A>): Promise<Ended> => {
  const how = await writer.outcome;
  if (how._tag === "ended" || how.ended?.terminal === "stopped") return how.ended as Ended;
  throw how.error;
};

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
