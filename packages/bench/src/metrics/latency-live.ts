import type { Bench } from "../bench.ts";
import { type Figure, figureOf } from "../measure/figure.ts";
import { latencyRound } from "../measure/live.ts";
import { inTurn } from "../measure/rounds.ts";
import { quantile } from "../measure/statistics.ts";
import * as assistant from "../peers/assistant-stream.ts";
import * as durable from "../peers/durable-streams.ts";
import * as resumable from "../peers/resumable-stream.ts";
import { leastOn } from "../raw/least.ts";
import { leastLive } from "../raw/live.ts";
import { followLive } from "./ours-live.ts";

/** Append to follower; raw: the least script to its pub/sub message. Samples of all rounds are pooled. */
export const latencyLive = async (bench: Bench): Promise<readonly Figure[]> => {
  const count = bench.quick ? 160 : 600;
  const subscriber = bench.connect();
  const raw = leastLive(bench, await leastOn(bench.redis), subscriber);
  const as = assistant.openAssistantStream(bench);
  const ra = resumable.openResumableStream(bench);
  const ds = await durable.openDurableStreams(bench);
  const ours = async () => {
    const writer = await bench.streams.start(bench.fresh());
    const live = await followLive(writer, bench.others);
    const close = async () => {
      await live.close();
      await writer.complete();
    };
    return { ...live, close };
  };
  // Both sides compile as they go: rounds enough come before any that counts.
  const enough = bench.quick ? 500 : 1_000;
  const warm = { ours: latencyRound(ours, enough), raw: latencyRound(raw, enough) };
  await inTurn(0, warm);
  const rounds = await inTurn(bench.rounds, {
    raw: latencyRound(raw, count),
    ours: latencyRound(ours, count),
    [resumable.name]: latencyRound(ra.live, count / 4),
    [assistant.name]: latencyRound(as.live, bench.quick ? 3 : 10),
    [durable.name]: latencyRound(ds.live, count / 4),
  });
  const at = (name: string, q: number, most: number): Figure =>
    figureOf(
      {
        name,
        unit: "ms",
        targets: [{ of: "raw", most }],
        note: q > 0.5 ? "" : `${assistant.name} asks its store every 100 ms`,
      },
      rounds,
      (samples) => quantile(samples.flat(), q),
    );
  return [at("p50", 0.5, 1.25), at("p99", 0.99, 1.5)];
};
