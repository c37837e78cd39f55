import type { Incarnation, StreamId } from "../stream/ids.ts";
import type { Position } from "../stream/position.ts";
import type { Ended } from "./ended.ts";
import type { OwnedWriter, Writer } from "./writer.ts";

/** What `run` hands to its function: a writer whose ending is taken care of. */
export type Run<A> = Omit<Writer<A>, "complete" | "fail" | "writable" | typeof Symbol.asyncDispose>;

/**
 * It may be taken apart, `({ write, signal }) => …`, as what is handed to a function often is; but for `ready`,
 * `position` and `desiredSize`, which are asked anew each time.
 */
class RunOf<A> implements Run<A> {
  readonly write: (data: A) => Promise<Position>;
  readonly #writer: Writer<A>;

  constructor(writer: Writer<A>) {
    this.#writer = writer;
    this.write = (data) => writer.write(data);
  }

  get streamId(): StreamId {
    return this.#writer.streamId;
  }

  get incarnation(): Incarnation {
    return this.#writer.incarnation;
  }

  get began(): Writer<A>["began"] {
    return this.#writer.began;
  }

  get position(): Position {
    return this.#writer.position;
  }

  get signal(): AbortSignal {
    return this.#writer.signal;
  }

  get ready(): Promise<void> {
    return this.#writer.ready;
  }

  get desiredSize(): number | null {
    return this.#writer.desiredSize;
  }
}

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
    const produced = (async () => produce(new RunOf(writer)))();
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
