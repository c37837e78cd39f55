import type { Position } from "../stream/position.ts";
import type { StartOptions } from "./begin.ts";
import type { Ended } from "./ended.ts";
import { isSource, pour } from "./pipe.ts";
import type { Run } from "./run.ts";
import type { Streams } from "./streams.ts";

/** A stream that has begun, and goes on by itself. */
export type Underway<A> = {
  readonly run: Run<A>;
  /** Of `started`, or of the last event where a life was taken over: to follow from. */
  readonly position: Position;
  /** As `run` gives it; need not be looked at. */
  readonly done: Promise<Ended>;
};

/**
 * `run` for who cannot wait for its end, as a request: resolves once `started` is durable, and rejects as `start`
 * does. The function writes to its run, or returns an AsyncIterable or a ReadableStream of what is to be written.
 */
export const runInBackground = <A>(
  streams: Pick<Streams<A>, "run">,
  id: string,
  options: StartOptions,
  produce: (run: Run<A>) => unknown,
): Promise<Underway<A>> =>
  new Promise((resolve, reject) => {
    const done: Promise<Ended> = streams.run(id, options, async (run) => {
      resolve({ run, position: run.position, done });
      const made = await produce(run);
      if (isSource<A>(made)) await pour(made)(run);
    });
    done.catch(reject);
  });
