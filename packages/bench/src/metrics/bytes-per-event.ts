import { createStreams } from "@segno/core";
import { redisSortedSet } from "@segno/redis/sorted-set";
import { redisStreams } from "@segno/redis/streams";
import { z } from "zod";
import type { Bench } from "../bench.ts";
import { type Figure, medianFigure } from "../measure/figure.ts";
import * as assistant from "../peers/assistant-stream.ts";

const count = 10_000;

/** Different texts of one length as JSON, as a sorted set needs them. */
const textsOf = (bytes: number): string[] =>
  Array.from({ length: count }, (_, n) => `${n}`.padStart(bytes - 2, "x"));

const adapters = {
  streams: { open: redisStreams, plus: 8 },
  "sorted-set": { open: redisSortedSet, plus: 20 },
} as const;

type Kind = keyof typeof adapters;

const usage = async (bench: Bench, pattern: string): Promise<number> => {
  const keys = await bench.redis.keys(pattern);
  let bytes = 0;
  for (const key of keys) bytes += Number(await bench.redis.memory("USAGE", key, "SAMPLES", 0));
  return bytes / count;
};

const oursOf = async (bench: Bench, kind: Kind, bytes: number): Promise<number> => {
  const prefix = `bytes-${kind}`;
  const adapter = adapters[kind].open(bench.redis, { prefix });
  const streams = createStreams({ ...adapter, chunk: z.string() });
  try {
    await streams.run(`of-${bytes}`, async (run) => {
      for (const text of textsOf(bytes)) {
        await run.ready;
        run.write(text);
      }
    });
  } finally {
    await streams.close();
  }
  return usage(bench, `${prefix}:{of-${bytes}}:*`);
};

/** The bare payload, by the plainest command there is. */
const rawOf = async (bench: Bench, kind: Kind, bytes: number): Promise<number> => {
  const key = `raw-${kind}-${bytes}`;
  const pipeline = bench.redis.pipeline();
  for (const [n, text] of textsOf(bytes).entries()) {
    if (kind === "streams") pipeline.xadd(key, "*", "d", JSON.stringify(text));
    else pipeline.zadd(key, n + 1, JSON.stringify(text));
  }
  await pipeline.exec();
  return usage(bench, key);
};

const assistantOf = async (bench: Bench, bytes: number): Promise<number> => {
  const id = `assistant-${bytes}`;
  const peer = assistant.openAssistantStream(bench);
  await peer.fill(id, new Uint8Array(bytes).fill(120), count);
  await peer.end(id);
  return usage(bench, `aui:resumable:{${id}}*`);
};

/** Stored bytes of all keys of a stream (MEMORY USAGE), by event; raw: the bare payload. */
export const bytesPerEvent = async (bench: Bench): Promise<readonly Figure[]> => {
  const figures: Figure[] = [];
  for (const kind of ["streams", "sorted-set"] as const) {
    for (const bytes of [20, 100]) {
      const peers =
        kind === "streams" ? { [assistant.name]: [await assistantOf(bench, bytes)] } : {};
      figures.push(
        medianFigure(
          {
            name: `${kind} ${bytes}`,
            unit: "bytes",
            targets: [{ of: "raw", plus: adapters[kind].plus }],
          },
          {
            raw: [await rawOf(bench, kind, bytes)],
            ours: [await oursOf(bench, kind, bytes)],
            ...peers,
          },
        ),
      );
    }
  }
  return figures;
};
