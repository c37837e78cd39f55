import { setTimeout as pause } from "node:timers/promises";
import { collect } from "./collect.ts";

/** Calls so many times a second for so long, evenly as far as timers allow; each call is told its number. */
export const paced = async (
  perSecond: number,
  forMs: number,
  send: (n: number) => void,
): Promise<number> => {
  const begun = performance.now();
  let sent = 0;
  for (;;) {
    const elapsed = performance.now() - begun;
    const due = Math.floor((Math.min(elapsed, forMs) * perSecond) / 1_000);
    while (sent < due) send(sent++);
    if (elapsed >= forMs) return sent;
    await pause(1);
  }
};

export type Crowd = {
  /** How many streams, of which one at a time is written to. */
  readonly streams: number;
  readonly perSecond: number;
  readonly forMs: number;
  /** Nothing that is sent so early counts: the crowd has only just come. */
  readonly settlingMs: number;
};

export type Load = {
  /** What was heard of the event with this number. */
  readonly hear: (n: number) => void;
  /** Sends until the time is over and all is heard: how many ms each took. */
  readonly run: (send: (stream: number, n: number) => void) => Promise<number[]>;
};

const patienceMs = 10_000;

/** Events over many streams, in an order that visits all of them, and how late each was heard. */
export const createLoad = ({ streams, perSecond, forMs, settlingMs }: Crowd): Load => {
  const first = (settlingMs * perSecond) / 1_000;
  const sentAt: number[] = [];
  const samples: number[] = [];
  let heard = 0;
  return {
    hear: (n) => {
      heard += 1;
      if (n >= first) samples.push(performance.now() - (sentAt[n] ?? Number.NaN));
    },
    run: async (send) => {
      collect();
      const sent = await paced(perSecond, forMs + settlingMs, (n) => {
        sentAt.push(performance.now());
        send((n * 7_919) % streams, n);
      });
      const until = performance.now() + patienceMs;
      while (heard < sent && performance.now() < until) await pause(10);
      if (heard !== sent) throw new Error(`${heard} of ${sent} events were heard`);
      return samples;
    },
  };
};

/** Does it for each number below `count`, some at a time. */
export const forEach = async (
  count: number,
  act: (n: number) => Promise<unknown>,
): Promise<void> => {
  const at = Math.min(count, 100);
  for (let from = 0; from < count; from += at) {
    const some = Math.min(at, count - from);
    await Promise.all(Array.from({ length: some }, (_, n) => act(from + n)));
  }
};
