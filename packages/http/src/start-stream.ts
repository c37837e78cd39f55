import { type Ended, pour, type Run, type Source, type Streams } from "@segno/core";
import type { Asked, HttpOptions, Produce } from "./options.ts";

const isSource = <A>(made: unknown): made is Source<A> =>
  typeof made === "object" &&
  made !== null &&
  (Symbol.asyncIterator in made || "getReader" in made);

const producing =
  <A, Tenant, Body>(produce: Produce<A, Tenant, Body>, asked: Asked<Tenant, Body>) =>
  async (run: Run<A>): Promise<void> => {
    const made = await produce(asked, { signal: run.signal, run });
    if (isSource<A>(made)) await pour(made)(run);
  };

/** A stream that has begun; it goes on when the request is over. */
type Begun<A> = { readonly run: Run<A>; readonly done: Promise<Ended> };

/** Resolves once `started` is durable; rejects with `stream-active` and the like. */
export const startStream = async <A, Tenant, Body>(
  streams: Streams<A>,
  asked: Asked<Tenant, Body>,
  produce: Produce<A, Tenant, Body>,
  { startOptions, onStarted }: Pick<HttpOptions<A, Tenant, Body>, "startOptions" | "onStarted">,
): Promise<Run<A>> => {
  const options = (await startOptions?.(asked)) ?? {};
  const make = producing(produce, asked);
  const { run, done } = await new Promise<Begun<A>>((resolve, reject) => {
    const running: Promise<Ended> = streams.run(asked.streamId, options, (begun) => {
      resolve({ run: begun, done: running });
      return make(begun);
    });
    running.catch(reject);
  });
  onStarted?.(done, asked);
  return run;
};
