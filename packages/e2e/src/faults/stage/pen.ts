import { setTimeout as pause } from "node:timers/promises";
import type { Ended, Writer } from "@segno/core";
import { placeOf } from "../check/places.ts";
import type { Random } from "../frame/random.ts";
import type { Call, Said, WriterLog } from "../log/history.ts";
import { type Called, noted, outcomeOf } from "./calling.ts";

/** One producer that notes what it writes, and what became of it. */
export type Pen = {
  readonly log: WriterLog;
  readonly writer: Writer<Said>;
  /** One event; resolves when it is durable, or will not be. */
  readonly write: (more?: Partial<Said>) => Promise<boolean>;
  /** Writes on in the background until it is to rest, or its stream ends. */
  readonly scribble: (gapMs: number) => void;
  readonly rest: () => Promise<void>;
  readonly complete: (withinMs?: number) => Promise<Called<Ended>>;
  readonly acknowledged: () => number;
};

export type PenDeps = {
  readonly name: string;
  readonly stream: string;
  readonly writer: Writer<Said>;
  readonly random: Random;
  readonly calls: Call[];
};

export const createPen = ({ name, stream, writer, random, calls }: PenDeps): Pen => {
  const log: WriterLog = {
    name,
    stream,
    incarnation: placeOf(stream, writer.position)?.incarnation ?? "",
    position: writer.position,
    startedAt: performance.now(),
    takenOver: writer.began === "taken-over",
    writes: [],
    cut: false,
  };
  let scribbling: Promise<void> | null = null;
  let resting = false;
  let acknowledged = 0;

  const write = async (more: Partial<Said> = {}): Promise<boolean> => {
    const begunAt = performance.now();
    const n = log.writes.length;
    const noting: WriterLog["writes"][number] = { n, begunAt, outcome: { _tag: "open" } };
    log.writes.push(noting);
    try {
      const position = await writer.write({ w: name, n, t: begunAt, ...more });
      noting.outcome = { _tag: "done", position };
      acknowledged += 1;
      return true;
    } catch (error) {
      noting.outcome = outcomeOf(error);
      return false;
    }
  };

  /** Bursts and single events, some of them awaited, as a model and its network would have it. */
  const goOn = async (gapMs: number): Promise<void> => {
    while (!resting && !writer.signal.aborted && writer.desiredSize !== null) {
      await writer.ready.catch(() => {});
      if (writer.signal.aborted) return;
      const burst = random.chance(0.1) ? random.whole(2, 20) : 1;
      let last: Promise<boolean> | null = null;
      for (let at = 0; at < burst; at++) last = write();
      if (random.chance(0.3)) await last;
      await pause(random.next() * gapMs * 2);
    }
  };

  return {
    log,
    writer,
    write,
    acknowledged: () => acknowledged,
    scribble: (gapMs) => {
      resting = false;
      scribbling ??= goOn(gapMs);
    },
    rest: async () => {
      resting = true;
      await scribbling;
      scribbling = null;
    },
    complete: (withinMs = 20_000) =>
      noted(calls, { what: "complete", stream, by: name, withinMs }, () => writer.complete()),
  };
};
