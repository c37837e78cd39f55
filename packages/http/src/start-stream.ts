import { runInBackground, type Streams, type Underway } from "@segno/core";
import type { Asked, HttpOptions, Produce } from "./options.ts";
import { asFault } from "./problem.ts";

/** Resolves once `started` is durable; rejects with `stream-active` and the like. */
export const startStream = async <A, Tenant, Body>(
  streams: Streams<A>,
  asked: Asked<Tenant, Body>,
  produce: Produce<A, Tenant, Body>,
  { startOptions, onStarted }: Pick<HttpOptions<A, Tenant, Body>, "startOptions" | "onStarted">,
): Promise<Underway<A>> => {
  const options = (await startOptions?.(asked)) ?? {};
  const underway = await runInBackground(streams, asked.streamId, options, (run) =>
    produce(asked, { signal: run.signal, run }),
  ).catch(asFault);
  onStarted?.(underway.done, asked);
  return underway;
};
