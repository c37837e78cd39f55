import { createStreams } from "@segno/core";
import { redisSortedSet } from "@segno/redis/sorted-set";
import { redisStreams } from "@segno/redis/streams";
import { z } from "zod";
import type { Bench } from "../bench.ts";
import type { Metric } from "../measure.ts";

const count = 10_000;
/** Different texts of one length, as a sorted set needs them. */
const texts = (bytes: number): string[] =>
  Array.from({ length: count }, (_, n) => `${n}`.padStart(bytes - 2, "x"));

const usage = async (bench: Bench, keys: readonly string[]): Promise<number> => {
  let bytes = 0;
  for (const key of keys) bytes += Number(await bench.redis.memory("USAGE", key, "SAMPLES", 0));
  return bytes / count;
};

const adapters = {
  streams: { open: redisStreams, extra: 8 },
  "sorted-set": { open: redisSortedSet, extra: 20 },
} as const;

const oursFor = async (bench: Bench, name: keyof typeof adapters, bytes: number) => {
  const prefix = `bytes-${name}`;
  const streams = createStreams({
    ...adapters[name].open(bench.redis, { prefix }),
    chunk: z.string(),
  });
  try {
    await streams.run(`${bytes}`, async (run) => {
      for (const text of texts(bytes)) {
        await run.ready;
        run.write(text);
      }
    });
    return await usage(bench, [`${prefix}:{${bytes}}:m`, `${prefix}:{${bytes}}:e`]);
  } finally {
    await streams.close();
  }
};

/** The bare payload, by the plainest command there is. */
const rawFor = async (bench: Bench, name: keyof typeof adapters, bytes: number) => {
  const key = bench.fresh();
  const pipeline = bench.redis.pipeline();
  for (const [n, text] of texts(bytes).entries()) {
    if (name === "streams") pipeline.xadd(key, "*", "d", JSON.stringify(text));
    else pipeline.zadd(key, n + 1, JSON.stringify(text));
  }
  await pipeline.exec();
  return usage(bench, [key]);
};

/** Stored bytes of all keys of a stream; raw: the bare payload. */
export const bytesPerEvent = async (bench: Bench): Promise<readonly Metric[]> => {
  const metrics: Metric[] = [];
  for (const name of ["streams", "sorted-set"] as const) {
    for (const bytes of [20, 100]) {
      const raw = await rawFor(bench, name, bytes);
      const ours = await oursFor(bench, name, bytes);
      const { extra } = adapters[name];
      metrics.push({
        name: `bytes-per-event ${name} ${bytes}`,
        unit: "bytes",
        ours,
        raw,
        peers: {},
        ratio: ours / raw,
        spread: null,
        target: `≤ raw + ${extra}`,
        holds: ours <= raw + extra,
      });
    }
  }
  return metrics;
};
