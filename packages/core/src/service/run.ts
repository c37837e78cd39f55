import type { Ended } from "./ended.ts";
import type { OwnedWriter, Writer } from "./writer.ts";

/** What `run` hands to its function: a writer whose ending is taken care of. */
export type Run<A> = Omit<Writer<A>, "complete" | "fail" | "writable" | typeof Symbol.asyncDispose>;

/**
 * Runs the function over the writer: completed when it returns, failed when it throws. When the stream ends
 * under it, `run` settles at once: resolved where that was a stop, rejected otherwise. A function that heeds
 * `signal` ends then too, and what one that does not still throws is of no consequence.
 */
export const runWith = async <A>(
  writer: OwnedWriter<A>,
  produce: (run: Run<A>) => Promise<unknown> | unknown,
): Promise<Ended> => {
  let thrown: { readonly error: unknown } | null = null;

  const settled = writer.outcome.then((how): Ended => {
    if (thrown) throw thrown.error;
    if (how._tag === "dead" && how.ended?.terminal !== "stopped") throw how.error;
    // Failed by this process but not by the function: closed, or written past all bounds.
    if (how.ended?.terminal === "failed") throw writer.signal.reason;
    return how.ended as Ended;
  });
  settled.catch(() => {});

  writer.attend(true);
  try {
    const produced = (async () => produce(writer))();
    await Promise.race([produced, settled]);
    const unseen = writer.unseenRefusal();
    if (unseen) throw unseen;
    if (!writer.signal.aborted) writer.complete().catch(() => {});
  } catch (error) {
    if (!writer.signal.aborted) {
      thrown = { error };
      writer.fail(error).catch(() => {});
    }
  } finally {
    writer.attend(false);
  }
  return settled;
};
