import type { Projection, Recorded } from "@segno/core/browser";
import { useEffect, useState, useSyncExternalStore } from "react";
import { createStreamStore, type Snapshot, type StreamStore } from "./stream-store.ts";
import type { ViewOptions } from "./view.ts";

/**
 * Follows the stream at `url` while the component is there, and folds it; null follows nothing. A `started` begins anew from
 * the projection's initial state. `after` and `initial` are looked at once for each address, the other options whenever
 * they are needed.
 */
export const useProjection = <A, State>(
  url: string | URL | null,
  projection: Projection<State, Recorded<A>>,
  options: ViewOptions<A, State> = {},
): Snapshot<A, State> => {
  const address = url === null ? null : String(url);
  const create = (): StreamStore<A, State> => createStreamStore(address, projection, options);
  const [kept, keep] = useState(create);
  let store = kept;
  if (kept.url !== address) {
    store = create();
    keep(store);
  }
  useEffect(() => store.configure(projection, options));
  return useSyncExternalStore(store.subscribe, store.snapshot, store.initial);
};
