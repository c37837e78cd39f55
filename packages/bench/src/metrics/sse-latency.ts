import { setTimeout as pause } from "node:timers/promises";
import type { Bench } from "../bench.ts";
import { type Ask, askProgram } from "../child.ts";
import { type Figure, figureOf } from "../measure/figure.ts";
import { inTurn } from "../measure/rounds.ts";
import { quantile } from "../measure/statistics.ts";
import { name as yardstick } from "../peers/durable-streams.ts";
import type { Asked, Tail } from "../sse/origin.ts";
import { listen } from "../sse/tail.ts";

/** One line at the end of a stream, then so many appends, one at a time, a millisecond apart: ms to the line of each. */
const latencies = async (
  ask: Ask<Asked>,
  id: string,
  events: number,
  count: number,
): Promise<number[]> => {
  const tail = (await ask({ do: "open", id, events })) as Tail;
  const samples: number[] = [];
  let resolve = (): void => {};
  let reject = (_: Error): void => {};
  const leave = await listen(
    tail,
    (ms) => {
      samples.push(ms);
      resolve();
    },
    (cause) => reject(cause),
  );
  while (samples.length < count) {
    await pause(1);
    const heard = new Promise<void>((...settle) => {
      [resolve, reject] = settle;
    });
    await Promise.all([heard, ask({ do: "append", id })]);
  }
  leave();
  return samples;
};

/** Append to the `data:` line at an HTTP client, p50, in memory; each server has a process of its own. */
export const sseLatency = async (bench: Bench): Promise<readonly Figure[]> => {
  const ours = askProgram<Asked>(bench, "sse/ours");
  const durable = askProgram<Asked>(bench, "sse/durable");
  const of = (events: number, count: number) => {
    const round = (ask: Ask<Asked>) => () => latencies(ask, bench.fresh(), events, count);
    return { ours: round(ours), raw: round(durable) };
  };
  // Both servers compile as they go: rounds enough come before any that counts.
  await inTurn(0, of(0, bench.quick ? 200 : 2_000));
  const p50 = async (name: string, events: number, most: number): Promise<Figure> => {
    const warm = { warmUp: 0 };
    const rounds = await inTurn(bench.rounds, of(events, bench.quick ? 30 : 300), warm);
    return figureOf(
      {
        name,
        unit: "ms",
        targets: [{ of: "raw", most }],
        yardstick,
        note: "both append in their server's process, and one client reads both",
      },
      rounds,
      (samples) => quantile(samples.flat(), 0.5),
    );
  };
  return [await p50("empty", 0, 1), await p50("100,000 events", 100_000, 0.1)];
};
