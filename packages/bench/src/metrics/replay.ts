import type { Bench } from "../bench.ts";
import { payload } from "../bench.ts";
import { duration, inTurn, type Metric, metricOf } from "../measure.ts";

/** A follower from the start, decoded and validated; raw: one XRANGE, undecoded. */
export const replay10k = async (bench: Bench): Promise<Metric> => {
  const count = 10_000;
  const id = bench.fresh();
  await bench.streams.run(id, async (run) => {
    for (let n = 0; n < count; n++) {
      await run.ready;
      run.write(payload);
    }
  });
  const key = `segno:{${id}}:e`;
  const ours = () =>
    duration(async () => {
      let seen = 0;
      for await (const event of bench.others.follow(id)) if (event.type === "chunk") seen++;
      if (seen !== count) throw new Error(`A replay gave ${seen} of ${count} chunks`);
    });
  const raw = () =>
    duration(async () => {
      const entries = await bench.redis.xrange(key, "-", "+");
      if (entries.length !== count + 2) throw new Error(`XRANGE gave ${entries.length} entries`);
    });
  return metricOf(
    { name: "replay-10k", unit: "ms", target: "≤ 2 × raw", holds: (ratio) => ratio <= 2 },
    await inTurn(bench.rounds * 2, ours, raw),
  );
};
