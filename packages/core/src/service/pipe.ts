import type { Position } from "../stream/position.ts";
import type { Ended } from "./ended.ts";
import type { Run } from "./run.ts";

export type Source<A> = AsyncIterable<A> | ReadableStream<A>;

/** A pipe that has begun: `started` is durable. */
export type Piped = {
  readonly streamId: string;
  readonly position: Position;
  /** The terminal that stands; rejects when the source threw or the writer died. Need not be looked at. */
  readonly done: Promise<Ended>;
};

/** Not every platform's `ReadableStream` can be iterated. */
const iterate = <A>(source: Source<A>): AsyncIterator<A> => {
  if (!("getReader" in source)) return source[Symbol.asyncIterator]();
  const reader = source.getReader();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done, value };
    },
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
};

/** Writes all that a source yields, held back by the window; lets go of the source when the stream ends under it. */
export const pour =
  <A>(source: Source<A>) =>
  async (run: Run<A>): Promise<void> => {
    const iterator = iterate(source);
    const release = (): void => {
      iterator.return?.()?.catch(() => {});
    };
    run.signal.addEventListener("abort", release, { once: true });
    try {
      for (;;) {
        await run.ready;
        const { done, value } = await iterator.next();
        if (done || run.signal.aborted) return;
        const written = run.write(value);
        await Promise.race([written, run.ready]);
      }
    } catch (error) {
      release();
      throw error;
    } finally {
      run.signal.removeEventListener("abort", release);
    }
  };
