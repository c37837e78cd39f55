import type { Bench } from "../bench.ts";
import { type Figure, medianFigure } from "../measure/figure.ts";
import { inTurn, rate } from "../measure/rounds.ts";
import { payload, text, write } from "../payload.ts";
import * as assistant from "../peers/assistant-stream.ts";
import { leastOn } from "../raw/least.ts";

const producers = 500;
/** How many calls one hand-written producer has in flight, where it does not await each. */
const window = 32;

const all = (work: () => Promise<unknown>): Promise<unknown> =>
  Promise.all(Array.from({ length: producers }, work));

/** 500 producers at once; raw: the least script, one call for each chunk, auto-pipelined by the client. */
export const appendMany = async (bench: Bench): Promise<readonly Figure[]> => {
  const { streams, fresh } = bench;
  const each = bench.quick ? 12 : 200;
  const count = producers * each;
  const fewer = bench.quick ? 2 : 20;
  const redis = bench.connect({ autoPipelining: true });
  const least = await leastOn(redis);
  const as = assistant.openAssistantStream(bench);
  const rawOf = (inFlight: number) => () =>
    all(async () => {
      const key = fresh();
      for (let n = 0; n < each; n += inFlight) {
        const calls = Math.min(inFlight, each - n);
        await Promise.all(Array.from({ length: calls }, () => least.append(key, text)));
      }
    });
  const awaitEach = () =>
    all(() =>
      streams.run(fresh(), async (run) => {
        for (let n = 0; n < each; n++) await run.write(payload);
      }),
    );
  const pipelined = await inTurn(bench.rounds, {
    raw: () => rate(count, rawOf(window)),
    ours: () => rate(count, () => all(() => streams.run(fresh(), (run) => write(run, each)))),
  });
  const awaited = await inTurn(bench.rounds, {
    raw: () => rate(count, rawOf(1)),
    ours: () => rate(count, awaitEach),
    [assistant.name]: () => rate(producers * fewer, () => all(() => as.produce(fresh(), fewer))),
  });
  return [
    medianFigure(
      {
        name: "by ready",
        unit: "chunks/s",
        targets: [{ of: "raw", least: 1.5 }],
        note: `raw has up to ${window} calls of each producer in flight`,
      },
      pipelined,
    ),
    medianFigure(
      { name: "awaited", unit: "chunks/s", targets: [{ of: "raw", least: 0.7 }] },
      awaited,
    ),
  ];
};
