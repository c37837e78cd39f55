import { Redis } from "ioredis";
import type { Bench } from "../bench.ts";
import { payload, payloadText } from "../bench.ts";
import { type Metric, quantile } from "../measure.ts";

const script = `
redis.call("XADD", KEYS[1], "*", "d", ARGV[1])
redis.call("PEXPIREAT", KEYS[1], ARGV[2])
redis.call("PUBLISH", KEYS[1], ARGV[1])
return 1`;

/** Tokens come one by one, with pauses between them: a millisecond stands for that. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Both sides compile as they go: so many samples come before any that counts. */
const warmUp = 1_000;

/** From the write to the follower's event, in ms; one write at a time. */
const oursOnce = async (bench: Bench, count: number): Promise<number[]> => {
  const id = bench.fresh();
  const samples: number[] = [];
  let sent = 0;
  const writer = await bench.streams.start(id);
  const follow = bench.others.follow(id);
  await follow.next();
  for (let n = 0; n < count; n++) {
    const next = follow.next();
    // Until the follower waits for it.
    await pause(1);
    sent = performance.now();
    const written = writer.write(payload);
    await next;
    samples.push(performance.now() - sent);
    await written;
  }
  await writer.complete();
  await follow.return();
  return samples;
};

const rawOnce = async (bench: Bench, count: number, subscriber: Redis): Promise<number[]> => {
  const key = bench.fresh();
  const samples: number[] = [];
  const sha = String(await bench.redis.script("LOAD", script));
  await subscriber.subscribe(key);
  for (let n = 0; n < count; n++) {
    const heard = new Promise<void>((resolve) => subscriber.once("message", () => resolve()));
    await pause(1);
    const sent = performance.now();
    const written = bench.redis.evalsha(sha, 1, key, payloadText, Date.now() + 3_600_000);
    await heard;
    samples.push(performance.now() - sent);
    await written;
  }
  await subscriber.unsubscribe(key);
  return samples;
};

/** Append to follower; raw: the least script to its pub/sub message. Samples of all rounds are pooled. */
export const latencyLive = async (bench: Bench): Promise<readonly Metric[]> => {
  const count = bench.quick ? 250 : 600;
  const subscriber = new Redis(bench.url);
  const ours: number[] = [];
  const raw: number[] = [];
  try {
    await rawOnce(bench, warmUp, subscriber);
    await oursOnce(bench, warmUp);
    for (let round = 0; round < bench.rounds; round++) {
      raw.push(...(await rawOnce(bench, count, subscriber)));
      ours.push(...(await oursOnce(bench, count)));
    }
  } finally {
    subscriber.disconnect();
  }
  const at = (q: number, name: string, bound: number): Metric => {
    const ratio = quantile(ours, q) / quantile(raw, q);
    return {
      name,
      unit: "ms",
      ours: quantile(ours, q),
      raw: quantile(raw, q),
      peers: {},
      ratio,
      spread: null,
      target: `≤ ${bound} × raw`,
      holds: ratio <= bound,
    };
  };
  return [at(0.5, "latency-live p50", 1.25), at(0.99, "latency-live p99", 1.5)];
};
