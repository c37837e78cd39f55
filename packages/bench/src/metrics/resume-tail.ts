import type { Streams } from "@segno/core";
import type { Bench } from "../bench.ts";
import { type Figure, medianFigure } from "../measure/figure.ts";
import { duration, inTurn } from "../measure/rounds.ts";
import { median } from "../measure/statistics.ts";
import { bytes, type Payload, payload, write } from "../payload.ts";
import * as assistant from "../peers/assistant-stream.ts";
import * as durable from "../peers/durable-streams.ts";
import { fillLog } from "../raw/log.ts";

const tail = 10;

/** A stream that is still being written, and the position so many events before its end. */
const liveStream = async (bench: Bench, events: number) => {
  const writer = await bench.streams.start(bench.fresh());
  await write(writer, events - tail - 1);
  const after = await writer.write(payload);
  await write(writer, tail - 1);
  await writer.write(payload);
  return { id: writer.streamId, after };
};

const followTail = async (
  streams: Streams<Payload>,
  { id, after }: { readonly id: string; readonly after: string },
): Promise<number> => {
  const follow = streams.follow(id, { after });
  const took = await duration(async () => {
    for (let n = 0; n < tail; n++) {
      const { done } = await follow.next();
      if (done) throw new Error(`${id} ended`);
    }
  });
  await follow.return();
  return took;
};

/** Resume 10 events before the end of 100,000 of a live stream; raw: SUBSCRIBE, then an XRANGE of 10. */
export const resumeTail = async (bench: Bench): Promise<readonly Figure[]> => {
  const events = 100_000;
  const fewer = bench.quick ? 10_000 : events;
  const resumes = bench.quick ? 30 : 100;
  const { redis, fresh } = bench;
  const [long, short] = [await liveStream(bench, events), await liveStream(bench, 100)];

  const subscriber = bench.connect();
  const key = fresh();
  await fillLog(redis, key, events);
  const raw = async () => {
    const took = await duration(async () => {
      await subscriber.subscribe(key);
      const entries = await redis.xrange(key, `(${events - tail}-1`, "+");
      if (entries.length !== tail) throw new Error(`XRANGE gave ${entries.length} entries`);
    });
    await subscriber.unsubscribe(key);
    return took;
  };

  const as = assistant.openAssistantStream(bench);
  await as.fill(long.id, bytes, fewer);
  const cursor = (await as.cursors(long.id, fewer)).at(-tail - 1) ?? "";
  const ds = await durable.openDurableStreams(bench);
  await ds.produce(long.id, fewer - tail);
  const offset = await ds.offset(long.id);
  await ds.produce(long.id, tail);

  const many = (resume: () => Promise<number>, times: number) => async () => {
    const took: number[] = [];
    for (let n = 0; n < times; n++) took.push(await resume());
    return median(took);
  };
  const ours = many(() => followTail(bench.others, long), resumes);
  const atShort = many(() => followTail(bench.others, short), resumes);
  const timed = (work: () => Promise<unknown>) => many(() => duration(work), resumes / 10);
  const rounds = await inTurn(bench.rounds, {
    raw: many(raw, resumes),
    ours,
    atShort,
    [assistant.name]: timed(() => as.tail(long.id, cursor, tail)),
    [durable.name]: timed(() => ds.replay(long.id, tail, offset)),
  });
  const { atShort: yardstick = [], ...sides } = rounds;
  return [
    medianFigure(
      {
        unit: "ms",
        targets: [{ of: "raw", most: 1.5 }],
        note: `${assistant.name} by its store's cursor and ${durable.name} by its offset, of ${fewer.toLocaleString("en")} chunks, without going live; resumable-stream has no position but a count of characters, and its producer joins all it has to one string for each`,
      },
      sides,
    ),
    medianFigure(
      {
        name: "flat",
        unit: "ms",
        yardstick: "ours of 100 events",
        targets: [{ of: "raw", most: 1.1 }],
      },
      { ours: sides["ours"] ?? [], raw: yardstick },
    ),
  ];
};
