import type { Bench } from "../bench.ts";
import { type Figure, figureOf, medianFigure } from "../measure/figure.ts";
import { latencies } from "../measure/live.ts";
import { inTurn } from "../measure/rounds.ts";
import { quantile } from "../measure/statistics.ts";
import { payload, write } from "../payload.ts";
import { followLive } from "./ours-live.ts";

const yardstick = "ours at 100 events";
const targets = [{ of: "raw", most: 1.1, withinSpread: true }];

/** Appending to, and following, a stream of 100,000 events; its yardstick is a stream of 100. */
export const growth = async (bench: Bench): Promise<readonly Figure[]> => {
  const { streams, others, fresh } = bench;
  const appends = bench.quick ? 600 : 3_000;
  const samples = bench.quick ? 60 : 300;
  const long = await streams.start(fresh());
  await write(long, 100_000);
  await long.write(payload);
  const startShort = async () => {
    const writer = await streams.start(fresh());
    await write(writer, 100);
    await writer.write(payload);
    return writer;
  };

  /** Microseconds of an awaited append. */
  const appendTo = async (writer: typeof long) => {
    const begun = performance.now();
    for (let n = 0; n < appends; n++) await writer.write(payload);
    return ((performance.now() - begun) / appends) * 1_000;
  };
  const hear = async (writer: typeof long) => {
    const live = await followLive(writer, others);
    const heard = await latencies(live, samples);
    await live.close();
    return heard;
  };
  const appending = { raw: async () => appendTo(await startShort()), ours: () => appendTo(long) };
  const append = await inTurn(bench.rounds, appending);
  const hearings = { raw: async () => hear(await startShort()), ours: () => hear(long) };
  const latency = await inTurn(bench.rounds, hearings);
  return [
    medianFigure({ name: "append", unit: "µs", yardstick, targets }, append),
    figureOf({ name: "latency p50", unit: "ms", yardstick, targets }, latency, (heard) =>
      quantile(heard.flat(), 0.5),
    ),
  ];
};
