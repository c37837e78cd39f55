import type { Bench } from "../bench.ts";
import { type Figure, medianFigure } from "../measure/figure.ts";
import { inTurn } from "../measure/rounds.ts";
import { drain, payload, text } from "../payload.ts";
import * as assistant from "../peers/assistant-stream.ts";
import * as resumable from "../peers/resumable-stream.ts";
import { commandStats, type Inside, insideOurs, serverTime } from "../raw/command-stats.ts";
import { leastOn } from "../raw/least.ts";

const insideLeast: Inside = { xadd: "all", pexpireat: "all", publish: "all" };
const insideAssistant: Inside = { get: 1, xadd: "all", expire: "all", set: "all" };

/** Server time per event (INFO commandstats), in batches of 1 and of 64, with one follower. */
export const redisCpu = async (bench: Bench): Promise<readonly Figure[]> => {
  const { redis, fresh } = bench;
  const count = bench.quick ? 1_024 : 8_192;
  const least = await leastOn(redis);
  const subscriber = bench.connect();
  const ra = resumable.openResumableStream(bench);
  const as = assistant.openAssistantStream(bench);

  /** Microseconds of the server for each event of what `work` writes. */
  const perEvent = async (events: number, inside: Inside, work: () => Promise<unknown>) => {
    await redis.config("RESETSTAT");
    await work();
    return serverTime(await commandStats(redis), inside) / events;
  };

  const raw = async (batch: number) => {
    const key = fresh();
    await subscriber.subscribe(key);
    const texts = Array.from({ length: batch }, () => text);
    const used = await perEvent(count, insideLeast, async () => {
      for (let n = 0; n < count; n += batch) await least.appendMany(key, texts);
    });
    await subscriber.unsubscribe(key);
    return used;
  };

  const ours = async (batch: number) => {
    const writer = await bench.streams.start(fresh());
    const follow = bench.others.follow(writer.streamId);
    await follow.next();
    const following = drain(follow, count + 1);
    const used = await perEvent(count, insideOurs, async () => {
      for (let n = 0; n < count; n += batch) {
        // What is written in one go is one batch.
        for (let at = 1; at < batch; at++) writer.write(payload);
        await writer.write(payload);
      }
    });
    await writer.complete();
    await following;
    return used;
  };

  const resumed = async () => {
    const live = await ra.live();
    const used = await perEvent(count / 4, {}, async () => {
      for (let n = 0; n < count / 4; n++) {
        const heard = live.heard();
        await live.send();
        await heard;
      }
    });
    await live.close();
    return used;
  };

  const polled = () =>
    perEvent(count / 4, insideAssistant, async () => {
      const id = fresh();
      const producing = as.produce(id, count / 4);
      await Promise.all([producing, as.replay(id, count / 4)]);
    });

  const unit = "µs";
  const one = await inTurn(bench.rounds, {
    raw: () => raw(1),
    ours: () => ours(1),
    [resumable.name]: resumed,
    [assistant.name]: polled,
  });
  const many = await inTurn(bench.rounds, { raw: () => raw(64), ours: () => ours(64) });
  return [
    medianFigure(
      {
        name: "batches of 1",
        unit,
        targets: [{ of: "raw", most: 2.2 }],
        note: `${resumable.name} only publishes`,
      },
      one,
    ),
    medianFigure(
      {
        name: "batches of 64",
        unit,
        targets: [{ of: "raw", most: 0.5 }],
        note: "what the follower reads is counted too",
      },
      many,
    ),
  ];
};
