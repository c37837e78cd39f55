import { quantile } from "../measure/statistics.ts";
import type { Hear } from "./tail.ts";

/** What a crowd heard. */
export type Heard = {
  /** From append to line, in ms. */
  readonly p99: number;
  readonly expected: number;
  /** Did not come, or not in turn. */
  readonly lost: number;
};

export type Tally = {
  /** One more client: tells what it hears, the events of its stream from 0 on. */
  readonly join: () => Hear;
  /** Whether all have heard the last of so many events. */
  readonly complete: (events: number) => boolean;
  /** Of so many events for each client; those before `first` count only where they are lost. */
  readonly heard: (events: number, first: number) => Heard;
};

export const createTally = (): Tally => {
  const clients: { next: number }[] = [];
  /** By the event's number. */
  const samples: number[][] = [];
  let outOfTurn = 0;
  return {
    join: () => {
      const client = { next: 0 };
      clients.push(client);
      return (ms, n) => {
        if (n !== client.next) outOfTurn += 1;
        client.next = n + 1;
        samples[n] ??= [];
        samples[n].push(ms);
      };
    },
    complete: (events) => clients.every(({ next }) => next >= events),
    heard: (events, first) => {
      const expected = clients.length * events;
      const came = samples.reduce((sum, { length }) => sum + length, 0);
      const p99 = quantile(samples.slice(first).flat(), 0.99);
      return { p99, expected, lost: Math.max(expected - came, outOfTurn) };
    },
  };
};
