import type { Client } from "./client.ts";

/**
 * To be called before each command. The first of a turn of the event loop leaves at once; what comes behind it in the
 * same turn is held back until the turn ends, and leaves as one: a system call for each command is what hundreds
 * of writers would else cost most.
 */
export const createCork = ({ client }: { readonly client: Client }): (() => void) => {
  let isFirst = true;
  let corked: { uncork?(): void } | null = null;
  const endTurn = (): void => {
    const socket = corked;
    isFirst = true;
    corked = null;
    socket?.uncork?.();
  };
  return () => {
    if (isFirst) {
      isFirst = false;
      process.nextTick(endTurn);
    } else if (!corked && client.stream?.cork) {
      corked = client.stream;
      client.stream.cork();
    }
  };
};
