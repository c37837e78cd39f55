import type { Settings, Writer } from "@segno/core";
import type { Bench } from "../bench.ts";
import { type Crowd, createLoad, forEach } from "../measure/crowd.ts";
import { type Figure, figureOf } from "../measure/figure.ts";
import { inTurn } from "../measure/rounds.ts";
import { quantile } from "../measure/statistics.ts";
import type { Target } from "../measure/target.ts";
import type { Payload } from "../payload.ts";
import { leastOn } from "../raw/least.ts";

/** As long as every payload is. */
const numbered = (n: number): Payload => ({ content: `${n}`.padEnd(86) });

/** A stream's lease, its heartbeat and the looks of its followers are further apart. */
const calm: Partial<Settings> = {
  leaseMs: 60_000,
  graceMs: 24_000,
  heartbeatMs: 12_000,
  positionCheckMs: 60_000,
};

/** All streams, their writers and their followers on the two connections of one service. */
const oursOnce = async (
  bench: Bench,
  crowd: Crowd,
  settings: Partial<Settings>,
): Promise<number[]> => {
  const service = bench.open({ settings });
  const writers: Writer<Payload>[] = [];
  const { hear, run } = createLoad(crowd);
  await forEach(crowd.streams, async () => {
    const writer = await service.start(bench.fresh());
    const follow = service.follow(writer.streamId);
    await follow.next();
    writers.push(writer);
    const listen = async (): Promise<void> => {
      for await (const event of follow)
        if (event.type === "chunk") hear(Number(event.data.content));
    };
    // It ends when the service is closed.
    listen().catch(() => {});
  });
  const samples = await run((stream, n) => void writers[stream]?.write(numbered(n)));
  await service.close();
  return samples;
};

/** As many channels on one connection, and the least script on another. */
const rawOnce = async (bench: Bench, crowd: Crowd): Promise<number[]> => {
  const least = await leastOn(bench.redis);
  const subscriber = bench.connect();
  const { hear, run } = createLoad(crowd);
  const keys = Array.from({ length: crowd.streams }, () => bench.fresh());
  subscriber.on("message", (_, message) => hear(Number(JSON.parse(message).content)));
  for (let n = 0; n < keys.length; n += 500) await subscriber.subscribe(...keys.slice(n, n + 500));
  const samples = await run((stream, n) => {
    void least.append(keys[stream] ?? "", JSON.stringify(numbered(n)));
  });
  subscriber.disconnect();
  return samples;
};

/** 10,000 streams with a follower each on 2 connections, at 2,000 events/s; raw: as many channels. */
export const streams10k = async (bench: Bench): Promise<readonly Figure[]> => {
  const { quick } = bench;
  const crowd = quick
    ? { streams: 200, perSecond: 2_000, forMs: 200, settlingMs: 100 }
    : { streams: 10_000, perSecond: 2_000, forMs: 3_000, settlingMs: 2_000 };
  const rounds = await inTurn(5, {
    raw: () => rawOnce(bench, crowd),
    ours: () => oursOnce(bench, crowd, {}),
    ...(quick ? {} : { calm: () => oursOnce(bench, crowd, calm) }),
  });
  const { raw = [], ours = [], calm: rested } = rounds;
  const at = (name: string, q: number, side = ours, targets: readonly Target[] = []): Figure => {
    const note = quick && q > 0.9 ? `of ${crowd.streams} streams, since it is a quick run` : "";
    return figureOf({ name, unit: "ms", targets, note }, { raw, ours: side }, (samples) =>
      quantile(samples.flat(), q),
    );
  };
  const figures = [at("p99", 0.99, ours, [{ of: "raw", most: 1.5 }]), at("p50", 0.5)];
  if (!rested) return figures;
  return [...figures, at("p99, lease 60 s", 0.99, rested), at("p50, lease 60 s", 0.5, rested)];
};
