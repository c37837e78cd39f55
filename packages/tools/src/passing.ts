import type { Socket } from "node:net";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

export type Direction = "up" | "down";

/** What is wrong with all connections at the moment. */
export type Faults = {
  hole: boolean;
  deaf: boolean;
  split: boolean;
  delayMs: (direction: Direction) => number;
  bytesPerSecond: number;
};

export const noFaults = (): Faults => ({
  hole: false,
  deaf: false,
  split: false,
  delayMs: () => 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
});

/** What is wrong with one connection alone, and what is known of it. */
export type Connection = { hole: boolean; subscriber: boolean };

async function write(to: Socket, chunk: Buffer, split: boolean): Promise<void> {
  if (!split) {
    to.write(chunk);
    return;
  }
  for (let i = 0; i < chunk.length && !to.destroyed; i++) {
    to.write(chunk.subarray(i, i + 1));
    await nextTurn();
  }
}

export type Passing = {
  readonly from: Socket;
  readonly to: Socket;
  readonly direction: Direction;
  readonly faults: Faults;
  readonly connection: Connection;
  readonly count: (bytes: number) => void;
};

/** Above this much that waits to be passed on, no more is taken from who sends it: a link has no memory. */
const mostHeld = 65_536;

/** Passes one direction on, in order, with whatever is wrong at the moment a chunk is due. */
export function pass({ from, to, direction, faults, connection, count }: Passing): void {
  let queue = Promise.resolve();
  let holding = 0;
  const held = async (): Promise<void> => {
    while ((faults.hole || connection.hole) && !to.destroyed) await sleep(5);
  };
  const crawl = async (bytes: number): Promise<void> => {
    const wait = (bytes / faults.bytesPerSecond) * 1000;
    if (wait >= 1) await sleep(wait);
  };
  from.on("data", (chunk: Buffer) => {
    if (direction === "up" && /subscribe\r\n/i.test(chunk.toString("latin1")))
      connection.subscriber = true;
    const due = Date.now() + faults.delayMs(direction);
    holding += chunk.length;
    if (holding > mostHeld && Number.isFinite(faults.bytesPerSecond)) from.pause();
    queue = queue.then(async () => {
      await held();
      if (due > Date.now()) await sleep(due - Date.now());
      await crawl(chunk.length);
      holding -= chunk.length;
      if (holding <= mostHeld) from.resume();
      if ((direction === "down" && faults.deaf) || to.destroyed) return;
      count(chunk.length);
      await write(to, chunk, faults.split);
    });
  });
  from.on("end", () => {
    queue = queue.then(held).then(() => void to.end());
  });
  from.on("error", () => to.destroy());
  from.on("close", () => {
    if (from.readableEnded) return;
    to.destroy();
  });
}
