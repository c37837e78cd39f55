import { createStreams, type Streams } from "@segno/core";
import { redisSortedSet } from "@segno/redis/sorted-set";
import { redisStreams } from "@segno/redis/streams";
import { answerOf } from "../answer.ts";
import type { Bench } from "../bench.ts";
import { type Figure, medianFigure } from "../measure/figure.ts";
import { duration, inTurn } from "../measure/rounds.ts";
import { drain, type Payload, schema } from "../payload.ts";

const tokens = 2_000;

const kinds = { streams: redisStreams, "sorted-set": redisSortedSet } as const;

type Kind = keyof typeof kinds;

/** As a model writes: each token is durable before the next one comes. */
const write = async (streams: Streams<Payload>, id: string): Promise<void> => {
  const answer = await answerOf(tokens);
  await streams.run(id, async (run) => {
    for (const content of answer) await run.write({ content });
  });
};

const figuresOf = async (bench: Bench, kind: Kind): Promise<readonly Figure[]> => {
  const prefix = `compaction-${kind}`;
  const streams = createStreams({ ...kinds[kind](bench.redis, { prefix }), chunk: schema });
  bench.before(() => streams.close());
  await Promise.all([write(streams, "large"), write(streams, "small")]);
  const did = await streams.compact("small");
  if (did !== "compacted") throw new Error(`It was not compacted: ${did}`);
  const bytes = (id: string) => async () =>
    Number(await bench.redis.memory("USAGE", `${prefix}:{${id}}:e`, "SAMPLES", 0));
  const replay = (id: string) => () => duration(() => drain(streams.follow(id), tokens + 2));
  const yardstick = "before";
  const space = await inTurn(1, { raw: bytes("large"), ours: bytes("small") }, { warmUp: 0 });
  const time = await inTurn(bench.quick ? 9 : 60, { raw: replay("large"), ours: replay("small") });
  return [
    medianFigure(
      { name: `${kind} bytes`, unit: "bytes", targets: [{ of: "raw", most: 0.2 }], yardstick },
      space,
    ),
    medianFigure(
      { name: `${kind} replay`, unit: "ms", targets: [{ of: "raw", most: 1 }], yardstick },
      time,
    ),
  ];
};

/** What a real answer of 2,000 tokens takes, and how long its replay takes, before and after it was compacted. */
export const compaction = async (bench: Bench): Promise<readonly Figure[]> => [
  ...(await figuresOf(bench, "streams")),
  ...(await figuresOf(bench, "sorted-set")),
];
