import { SegnoError } from "../errors/segno-error.ts";
import type { Position } from "../stream/position.ts";
import type { Ended } from "./ended.ts";
import { RefusedWrite } from "./refused-write.ts";
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

/** A source that threw, or came to its end, is not told to return. */
const nextOf = async <A>(
  iterator: AsyncIterator<A>,
  exhausted: () => void,
): Promise<IteratorResult<A, unknown>> => {
  try {
    const step = await iterator.next();
    if (step.done) exhausted();
    return step;
  } catch (error) {
    exhausted();
    throw error;
  }
};

export const isSource = <A>(value: unknown): value is Source<A> =>
  typeof value === "object" &&
  value !== null &&
  (Symbol.asyncIterator in value || "getReader" in value);

export const checkSource = (source: unknown): void => {
  if (isSource(source)) return;
  throw new SegnoError("invalid-options", "A source is an AsyncIterable or a ReadableStream");
};

/** Writes all that a source yields, held back by the window; lets go of the source when the stream ends under it. */
export const pour =
  <A>(source: Source<A>) =>
  async (run: Run<A>): Promise<void> => {
    const iterator = iterate(source);
    let exhausted = false;
    const release = (): void => {
      if (exhausted) return;
      exhausted = true;
      try {
        // Whatever a source makes of `return`, its stream has ended already.
        Promise.resolve(iterator.return?.()).catch(() => {});
      } catch {}
    };
    run.signal.addEventListener("abort", release, { once: true });
    try {
      for (;;) {
        await run.ready;
        const { done, value } = await nextOf(iterator, () => {
          exhausted = true;
        });
        if (done || run.signal.aborted) return;
        const refused = RefusedWrite.errorOf(run.write(value));
        if (refused) throw refused;
      }
    } catch (error) {
      release();
      throw error;
    } finally {
      run.signal.removeEventListener("abort", release);
    }
  };
