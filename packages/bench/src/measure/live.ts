import { setTimeout as pause } from "node:timers/promises";

/** Somebody who writes, and somebody who hears of it. */
export type Live = {
  /** The next thing that is heard; asked for before it is sent. */
  readonly heard: () => Promise<unknown>;
  readonly send: () => Promise<unknown>;
  readonly close: () => unknown;
};

/**
 * From the write to the reader's event, in ms; one write at a time, and a millisecond between two, as tokens come. In
 * that millisecond the reader gets to where it waits.
 */
export const latencies = async (live: Live, count: number): Promise<number[]> => {
  const samples: number[] = [];
  for (let n = 0; n < count; n++) {
    const heard = live.heard();
    await pause(1);
    const sent = performance.now();
    const written = live.send();
    await heard;
    samples.push(performance.now() - sent);
    await written;
  }
  return samples;
};

/** One round: opens it, takes the samples, closes it. */
export const latencyRound =
  (open: () => Promise<Live>, count: number) => async (): Promise<number[]> => {
    const live = await open();
    try {
      return await latencies(live, count);
    } finally {
      await live.close();
    }
  };
