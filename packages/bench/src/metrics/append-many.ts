import type { Writer } from "@segno/core";
import type { Bench } from "../bench.ts";
import { type Figure, medianFigure } from "../measure/figure.ts";
import { inTurn, rate } from "../measure/rounds.ts";
import { type Payload, payload, text, write } from "../payload.ts";
import * as assistant from "../peers/assistant-stream.ts";
import { leastOn } from "../raw/least.ts";

const producers = 500;
/** How many calls one hand-written producer has in flight, where it does not await each. */
const window = 32;

/** Every producer at once, each with what is its own. */
const all = <T>(each: readonly T[], work: (own: T) => Promise<unknown>): Promise<unknown> =>
  Promise.all(each.map(work));

/** 500 producers at once; raw: the least script, one call for each chunk, auto-pipelined by the client. */
export const appendMany = async (bench: Bench): Promise<readonly Figure[]> => {
  const { streams, fresh } = bench;
  const each = bench.quick ? 8 : 200;
  const count = producers * each;
  const fewer = bench.quick ? 2 : 20;
  const redis = bench.connect({ autoPipelining: true });
  const least = await leastOn(redis);
  const as = assistant.openAssistantStream(bench);
  const keys = () => Array.from({ length: producers }, () => fresh());
  const raw = (inFlight: number) => () =>
    rate(count, () =>
      all(keys(), async (key) => {
        for (let n = 0; n < each; n += inFlight) {
          const calls = Math.min(inFlight, each - n);
          await Promise.all(Array.from({ length: calls }, () => least.append(key, text)));
        }
      }),
    );
  /** Their streams are begun before, and ended after. */
  const ours = (append: (writer: Writer<Payload>) => Promise<unknown>) => async () => {
    const writers = await Promise.all(keys().map((id) => streams.start(id)));
    const perSecond = await rate(count, () => all(writers, append));
    await all(writers, (writer) => writer.complete());
    return perSecond;
  };
  const byReady = ours(async (writer) => {
    await write(writer, each - 1);
    await writer.write(payload);
  });
  const awaiting = ours(async (writer) => {
    for (let n = 0; n < each; n++) await writer.write(payload);
  });
  const pipelined = await inTurn(bench.rounds, { raw: raw(window), ours: byReady });
  const awaited = await inTurn(bench.rounds, {
    raw: raw(1),
    ours: awaiting,
    [assistant.name]: () =>
      rate(producers * fewer, () => all(keys(), (id) => as.produce(id, fewer))),
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
