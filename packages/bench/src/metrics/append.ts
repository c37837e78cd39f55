import type { Bench } from "../bench.ts";
import { payload, payloadText } from "../bench.ts";
import { inTurn, type Metric, metricOf, rate } from "../measure.ts";

/** One producer, back-pressure by `ready`; raw: XADD in explicit pipelines of 256. */
export const appendPipelined = async (bench: Bench): Promise<Metric> => {
  const count = bench.quick ? 50_000 : 200_000;
  const ours = () =>
    rate(count, () =>
      bench.streams.run(bench.fresh(), async (run) => {
        for (let n = 0; n < count; n++) {
          await run.ready;
          run.write(payload);
        }
      }),
    );
  const raw = () =>
    rate(count, async () => {
      const key = bench.fresh();
      for (let n = 0; n < count; n += 256) {
        const pipeline = bench.redis.pipeline();
        for (let at = n; at < Math.min(count, n + 256); at++) {
          pipeline.xadd(key, "*", "d", payloadText);
        }
        await pipeline.exec();
      }
    });
  return metricOf(
    {
      name: "append-pipelined",
      unit: "chunks/s",
      target: "≥ 1.5 × raw",
      holds: (ratio) => ratio >= 1.5,
    },
    await inTurn(bench.rounds, ours, raw),
  );
};

const leastScript = `
redis.call("XADD", KEYS[1], "*", "d", ARGV[1])
redis.call("PEXPIREAT", KEYS[1], ARGV[2])
redis.call("PUBLISH", KEYS[1], ARGV[1])
return 1`;

/** Each chunk awaited; raw: an awaited script with XADD, PEXPIREAT and PUBLISH. */
export const appendAwaited = async (bench: Bench): Promise<Metric> => {
  const count = bench.quick ? 4_000 : 15_000;
  const sha = String(await bench.redis.script("LOAD", leastScript));
  const ours = () =>
    rate(count, () =>
      bench.streams.run(bench.fresh(), async (run) => {
        for (let n = 0; n < count; n++) await run.write(payload);
      }),
    );
  const raw = () =>
    rate(count, async () => {
      const key = bench.fresh();
      const expiresAt = Date.now() + 3_600_000;
      for (let n = 0; n < count; n++) {
        await bench.redis.evalsha(sha, 1, key, payloadText, expiresAt);
      }
    });
  return metricOf(
    {
      name: "append-awaited",
      unit: "chunks/s",
      target: "≥ 0.8 × raw",
      holds: (ratio) => ratio >= 0.8,
    },
    await inTurn(bench.rounds, ours, raw),
  );
};
