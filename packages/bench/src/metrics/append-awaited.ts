import type { Bench } from "../bench.ts";
import { type Figure, medianFigure } from "../measure/figure.ts";
import { inTurn, rate } from "../measure/rounds.ts";
import { payload, text } from "../payload.ts";
import * as assistant from "../peers/assistant-stream.ts";
import * as durable from "../peers/durable-streams.ts";
import { leastOn } from "../raw/least.ts";

/** Each chunk awaited; raw: an awaited script with XADD, PEXPIREAT and PUBLISH. */
export const appendAwaited = async (bench: Bench): Promise<readonly Figure[]> => {
  const { redis, fresh } = bench;
  const count = bench.quick ? 900 : 15_000;
  const fewer = count / 3;
  const fewest = count / 20;
  const least = await leastOn(redis);
  const as = assistant.openAssistantStream(bench);
  const ds = await durable.openDurableStreams(bench);
  const ours = () =>
    bench.streams.run(fresh(), async (run) => {
      for (let n = 0; n < count; n++) await run.write(payload);
    });
  const raw = async () => {
    const key = fresh();
    for (let n = 0; n < count; n++) await least.append(key, text);
  };
  const sides = {
    raw: () => rate(count, raw),
    ours: () => rate(count, ours),
    [assistant.name]: () => rate(fewer, () => as.produce(fresh(), fewer)),
    [durable.name]: () => rate(fewest, () => ds.produceAwaited(fresh(), fewest)),
  };
  const rounds = await inTurn(bench.rounds, sides, { warmUp: 2 });
  return [
    medianFigure(
      {
        unit: "chunks/s",
        targets: [{ of: "raw", least: 0.8 }],
        note: "resumable-stream has nothing to await: it stores nothing",
      },
      rounds,
    ),
  ];
};
