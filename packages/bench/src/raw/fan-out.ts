import type { Redis } from "ioredis";
import { schema } from "../payload.ts";

type Cell = { readonly heard: Promise<Cell>; readonly tell: (next: Cell) => void };

const cell = (): Cell => {
  let tell: (next: Cell) => void = () => {};
  const heard = new Promise<Cell>((resolve) => {
    tell = resolve;
  });
  return { heard, tell };
};

/** By hand: one subscription, each message decoded once, and so many readers that wait for the same promise. */
export const leastFanOut = async (
  subscriber: Redis,
  key: string,
  readers: number,
  count: number,
): Promise<{ readonly over: Promise<unknown> }> => {
  let last = cell();
  const read = async (from: Cell): Promise<void> => {
    let at = from;
    for (let seen = 0; seen < count; seen++) at = await at.heard;
  };
  const first = last;
  const reading = Promise.all(Array.from({ length: readers }, () => read(first)));
  const hear = (_: string, message: string): void => {
    schema.parse(JSON.parse(message));
    const next = cell();
    last.tell(next);
    last = next;
  };
  subscriber.on("message", hear);
  await subscriber.subscribe(key);
  const over = reading.then(async () => {
    subscriber.off("message", hear);
    await subscriber.unsubscribe(key);
  });
  return { over };
};
