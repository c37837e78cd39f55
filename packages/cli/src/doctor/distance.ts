import { performance } from "node:perf_hooks";
import type { Redis } from "ioredis";
import { span } from "../output/units.ts";
import { type Check, ok, wrong } from "./check.ts";

/** One question, how long its answer took, and how far the server's clock was ahead in the middle of it. */
const ask = async (
  redis: Redis,
): Promise<{ readonly tookMs: number; readonly aheadMs: number }> => {
  const began = performance.now();
  const at = Date.now();
  const [seconds = 0, micros = 0] = (await redis.time()).map(Number);
  const tookMs = performance.now() - began;
  return { tookMs, aheadMs: seconds * 1_000 + micros / 1_000 - (at + tookMs / 2) };
};

const questions = 9;
const slowMs = 10;
const skewedMs = 1_000;

const shown = (ms: number): string => (ms < 10 ? `${ms.toFixed(1)} ms` : span(Math.round(ms)));

/** How far away the server is, and how far its clock is from this one. */
export const distanceChecks = async (redis: Redis): Promise<readonly Check[]> => {
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  for (let n = 0; n < questions; n++) answers.push(await ask(redis));
  answers.sort((one, other) => one.tookMs - other.tookMs);
  const median = answers[(questions - 1) / 2]?.tookMs ?? 0;
  const worst = answers.at(-1)?.tookMs ?? 0;
  // The quickest answer tells the time best.
  const skew = answers[0]?.aheadMs ?? 0;
  const found = `${shown(median)}, ${shown(worst)} at the most`;
  const distant = "Each append waits for one answer: run where the server is near.";
  const apart = `the server is ${shown(Math.abs(skew))} ${skew < 0 ? "behind" : "ahead"}`;
  const askew =
    "Set both clocks by NTP. Leases and expiry go by the server's alone; times of events and lag do not.";
  return [
    median >= slowMs ? wrong("latency", "warn", found, distant) : ok("latency", found),
    Math.abs(skew) >= skewedMs ? wrong("clock", "warn", apart, askew) : ok("clock", apart),
  ];
};
