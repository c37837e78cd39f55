import type { Recorded } from "@segno/core/browser";
import { type VirtualClock, virtualClock } from "@segno/testkit";
import { type FollowStreamOptions, followStream } from "../../src/index.ts";
import type { Waking } from "../../src/wake.ts";

export const url = "http://segno.test/streams/answer-1";

/** A follower on a clock of its own, without jitter, that can be woken. */
export const stage = <A = string>(options: FollowStreamOptions<A> = {}) => {
  const clock: VirtualClock = virtualClock();
  const listeners = new Set<(waking: Waking) => void>();
  const connections: string[] = [];
  const follow = followStream<A>(url, {
    clock,
    random: () => 0.5,
    wake: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onConnection: (connection) => {
      const { state } = connection;
      connections.push(state === "waiting" ? `waiting ${connection.inMs}` : state);
    },
    ...options,
  });
  const wake = (waking: Waking): void => {
    for (const listener of [...listeners]) listener(waking);
  };
  return { clock, follow, wake, listeners, connections };
};

/** All events until it ends; what it throws is thrown. */
export const gather = async <A>(events: AsyncIterable<Recorded<A>>): Promise<Recorded<A>[]> => {
  const all: Recorded<A>[] = [];
  for await (const event of events) all.push(event);
  return all;
};

/** What the events say to who shows them; a `started` begins anew. */
export const said = (events: readonly Recorded<string>[]): string => {
  let text = "";
  for (const event of events) {
    if (event.type === "started") text = "";
    if (event.type === "chunk") text += event.data;
  }
  return text;
};
