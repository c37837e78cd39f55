import type { Bench } from "../bench.ts";
import { type Figure, medianFigure } from "../measure/figure.ts";
import { duration, inTurn } from "../measure/rounds.ts";
import { bytes, text, write } from "../payload.ts";
import * as assistant from "../peers/assistant-stream.ts";
import * as durable from "../peers/durable-streams.ts";
import * as resumable from "../peers/resumable-stream.ts";
import { fillLog } from "../raw/log.ts";

const count = 10_000;

/** A follower from the start, decoded and validated; raw: one XRANGE, undecoded. */
export const replay10k = async (bench: Bench): Promise<readonly Figure[]> => {
  const id = bench.fresh();
  await bench.streams.run(id, (run) => write(run, count));
  const ra = resumable.openResumableStream(bench);
  const endSource = await ra.hold(id, count);
  const as = assistant.openAssistantStream(bench);
  await as.fill(id, bytes, count);
  await as.end(id);
  const ds = await durable.openDurableStreams(bench);
  await ds.produce(id, count);
  const key = bench.fresh();
  await fillLog(bench.redis, key, count);

  const ours = async () => {
    let seen = 0;
    for await (const event of bench.others.follow(id)) if (event.type === "chunk") seen++;
    if (seen !== count) throw new Error(`A replay gave ${seen} of ${count} chunks`);
  };
  const raw = async () => {
    const entries = await bench.redis.xrange(key, "-", "+");
    if (entries.length !== count) throw new Error(`XRANGE gave ${entries.length} entries`);
  };
  const rounds = await inTurn(bench.quick ? bench.rounds : bench.rounds * 2, {
    raw: () => duration(raw),
    ours: () => duration(ours),
    [resumable.name]: () => duration(() => ra.replay(id, count * text.length)),
    [assistant.name]: () => duration(() => as.replay(id, count)),
    [durable.name]: () => duration(() => ds.replay(id, count)),
  });
  await endSource();
  return [
    medianFigure(
      {
        unit: "ms",
        targets: [
          { of: "raw", most: 2 },
          { of: assistant.name, most: 1 },
        ],
        note: `${resumable.name} sends one string from its producer's memory, undivided; ${durable.name} one response over HTTP`,
      },
      rounds,
    ),
  ];
};
