import type { Bench } from "../bench.ts";
import type { Figure } from "../measure/figure.ts";
import { appendAwaited } from "./append-awaited.ts";
import { appendMany } from "./append-many.ts";
import { appendPipelined } from "./append-pipelined.ts";
import { bytesPerEvent } from "./bytes-per-event.ts";
import { compaction } from "./compaction.ts";
import { fanout1k } from "./fanout-1k.ts";
import { growth } from "./growth.ts";
import { latencyLive } from "./latency-live.ts";
import { memoryAdapter } from "./memory-adapter.ts";
import { metricsCost } from "./metrics-cost.ts";
import { redisCpu } from "./redis-cpu.ts";
import { replay10k } from "./replay-10k.ts";
import { resumeTail } from "./resume-tail.ts";
import { sse1k } from "./sse-1k.ts";
import { sseLatency } from "./sse-latency.ts";
import { startStop } from "./start-stop.ts";
import { streams10k } from "./streams-10k.ts";

export type Measure = (bench: Bench) => Promise<readonly Figure[]>;

/** Every metric under its name, in the order in which they are told. */
export const metrics: ReadonlyMap<string, Measure> = new Map([
  ["append-pipelined", appendPipelined],
  ["append-awaited", appendAwaited],
  ["append-many", appendMany],
  ["latency-live", latencyLive],
  ["replay-10k", replay10k],
  ["resume-tail", resumeTail],
  ["fanout-1k", fanout1k],
  ["streams-10k", streams10k],
  ["growth", growth],
  ["bytes-per-event", bytesPerEvent],
  ["redis-cpu", redisCpu],
  ["memory-adapter", memoryAdapter],
  ["sse-latency", sseLatency],
  ["sse-1k", sse1k],
  ["start-stop", startStop],
  ["metrics-cost", metricsCost],
  ["compaction", compaction],
]);
