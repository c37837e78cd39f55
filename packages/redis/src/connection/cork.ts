import type { Client } from "./client.ts";

/**
 * Holds back what a connection sends until the end of this turn of the event loop, and then sends it as one: a
 * system call for each command is what hundreds of writers would else cost most. A lone command leaves at the
 * end of the turn too, no later than the microtask that it came with.
 */
export const createCork = ({ client }: { readonly client: Client }): (() => void) => {
  let corked: { uncork(): void } | null = null;
  const uncork = (): void => {
    const socket = corked;
    corked = null;
    socket?.uncork();
  };
  return () => {
    const { stream } = client;
    if (corked || !stream?.cork || !stream.uncork) return;
    stream.cork();
    corked = stream as { uncork(): void };
    process.nextTick(uncork);
  };
};
