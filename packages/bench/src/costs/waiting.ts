import { setTimeout as pause } from "node:timers/promises";
import type { Settings } from "@segno/core";
import type { Bench } from "../bench.ts";
import { forEach } from "../measure/crowd.ts";
import { commandStats } from "../raw/command-stats.ts";
import type { Cost } from "../report/report.ts";
import { type Spent, spentOn } from "./spent.ts";

const streams = 1_000;
const oftenMs = 200;
const watchedMs = 1_000;

/** Nobody gives a sign of life, and nobody looks, but for what is measured. */
const quiet: Partial<Settings> = {
  leaseMs: 300_000,
  heartbeatMs: 60_000,
  graceMs: 70_000,
  activeTtlMs: 900_000,
  positionCheckMs: 60_000,
};

/** What each call of a command takes while nothing else happens. */
const counting = (bench: Bench, command: string): Promise<Spent> =>
  spentOn(bench.redis, bench.rounds, async () => {
    await bench.redis.config("RESETSTAT");
    await pause(watchedMs);
    return (await commandStats(bench.redis)).get(command)?.calls ?? 0;
  });

/** What it costs when nothing is written: signs of life, and looks at the position. */
export const costsOfWaiting = async (bench: Bench): Promise<readonly Cost[]> => {
  const lively = bench.open({ settings: { ...quiet, heartbeatMs: oftenMs } });
  await forEach(streams, () => lively.start(bench.fresh()));
  const beat = await counting(bench, "evalsha");
  await lively.close();

  const writing = bench.open({ settings: quiet });
  const watchful = bench.open({ settings: { ...quiet, positionCheckMs: oftenMs } });
  await forEach(streams, async () => {
    const { streamId } = await writing.start(bench.fresh());
    const follow = watchful.follow(streamId);
    await follow.next();
    follow.next().catch(() => {});
  });
  const look = await counting(bench, "xrange");
  await watchful.close();
  await writing.close();

  const us = (name: string, value: number, what: string): Cost => ({
    name,
    unit: "µs",
    value,
    what,
  });
  return [
    us("sign of life, server", beat.server, "of a producer that writes nothing"),
    us("sign of life, app", beat.app, "the same in its process"),
    us("look, server", look.server, "at the position of a followed stream, by each process"),
    us("look, app", look.app, "the same in that process"),
  ];
};
