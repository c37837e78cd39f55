import { setTimeout as pause } from "node:timers/promises";
import type { Bench } from "../bench.ts";
import { forEach } from "../measure/crowd.ts";
import { commandStats } from "../raw/command-stats.ts";
import type { Cost } from "../report/report.ts";
import { microseconds } from "./cost.ts";
import { type Spent, spentOn } from "./spent.ts";
import { still } from "./still.ts";

const streams = 1_000;
const oftenMs = 200;
const watchedMs = 1_000;

/** What each call of a command takes while nothing else happens. */
const counting = (bench: Bench, command: string): Promise<Spent> =>
  spentOn(bench.redis, bench.rounds, async () => {
    await bench.redis.config("RESETSTAT");
    await pause(watchedMs);
    return (await commandStats(bench.redis)).get(command)?.calls ?? 0;
  });

/** What it costs when nothing is written: signs of life, and looks at the position. */
export const costsOfWaiting = async (bench: Bench): Promise<readonly Cost[]> => {
  const lively = bench.open({ settings: { ...still, heartbeatMs: oftenMs } });
  await forEach(streams, () => lively.start(bench.fresh()));
  const sign = await counting(bench, "evalsha");
  await lively.close();

  const writing = bench.open({ settings: still });
  const watchful = bench.open({ settings: { ...still, positionCheckMs: oftenMs } });
  await forEach(streams, async () => {
    const { streamId } = await writing.start(bench.fresh());
    const follow = watchful.follow(streamId);
    await follow.next();
    follow.next().catch(() => {});
  });
  const look = await counting(bench, "xrange");
  await watchful.close();
  await writing.close();

  return [
    microseconds("sign.server", sign.server, "a sign of life of a producer that writes nothing"),
    microseconds("sign.app", sign.app, "the same in its process"),
    microseconds(
      "look.server",
      look.server,
      "a look at a followed stream's position, by each process",
    ),
    microseconds("look.app", look.app, "the same in that process"),
  ];
};
