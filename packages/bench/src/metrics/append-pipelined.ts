import type { Bench } from "../bench.ts";
import { type Figure, medianFigure } from "../measure/figure.ts";
import { inTurn, rate } from "../measure/rounds.ts";
import { text, write } from "../payload.ts";
import * as assistant from "../peers/assistant-stream.ts";
import * as durable from "../peers/durable-streams.ts";
import * as resumable from "../peers/resumable-stream.ts";

const pipeline = 256;

/** One producer, back-pressure by `ready`; raw: XADD in explicit pipelines of 256. */
export const appendPipelined = async (bench: Bench): Promise<readonly Figure[]> => {
  const { redis, fresh } = bench;
  const count = bench.quick ? 10_000 : 200_000;
  const fewer = count / (bench.quick ? 40 : 20);
  const [ra, as, ds] = [
    resumable.openResumableStream(bench),
    assistant.openAssistantStream(bench),
    await durable.openDurableStreams(bench),
  ];
  const ours = () => bench.streams.run(fresh(), (run) => write(run, count));
  const raw = async () => {
    const key = fresh();
    for (let n = 0; n < count; n += pipeline) {
      const batch = redis.pipeline();
      for (let at = n; at < Math.min(count, n + pipeline); at++) batch.xadd(key, "*", "d", text);
      await batch.exec();
    }
  };
  const rounds = await inTurn(bench.rounds, {
    raw: () => rate(count, raw),
    ours: () => rate(count, ours),
    [resumable.name]: () => rate(count, () => ra.produce(count)),
    [`${resumable.name}, pulled`]: () => rate(count, () => ra.producePulled(count)),
    [assistant.name]: () => rate(fewer, () => as.produce(fresh(), fewer)),
    [durable.name]: () => rate(count, () => ds.produce(fresh(), count)),
  });
  return [
    medianFigure(
      {
        unit: "chunks/s",
        targets: [
          { of: "raw", least: 1.5 },
          { of: resumable.name, least: 1.5 },
        ],
        note: `${resumable.name} stores nothing: once by a producer that awaits ready like ours, once from a source that is pulled; ${assistant.name} awaits every chunk; ${durable.name} is its own server, in memory, over HTTP`,
      },
      rounds,
    ),
  ];
};
