import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Bench, withBench } from "./bench.ts";
import type { Metric } from "./measure.ts";
import { appendAwaited, appendPipelined } from "./metrics/append.ts";
import { bytesPerEvent } from "./metrics/bytes.ts";
import { latencyLive } from "./metrics/latency.ts";
import { memoryAdapter } from "./metrics/memory.ts";
import { replay10k } from "./metrics/replay.ts";
import { tableOf } from "./table.ts";

const metrics: Record<string, (bench: Bench) => Promise<Metric | readonly Metric[]>> = {
  "append-pipelined": appendPipelined,
  "append-awaited": appendAwaited,
  "latency-live": latencyLive,
  "replay-10k": replay10k,
  "bytes-per-event": bytesPerEvent,
  "memory-adapter": memoryAdapter,
};

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    only: { type: "string", multiple: true },
  },
});
const names = values.only ?? Object.keys(metrics);
const unknown = names.filter((name) => !(name in metrics));
if (unknown.length > 0) {
  console.error(`No metric ${unknown.join(", ")}. There are: ${Object.keys(metrics).join(", ")}.`);
  process.exit(2);
}

const results = await withBench(values.quick, async (bench) => {
  const found: Metric[] = [];
  for (const name of names) {
    process.stderr.write(`measuring ${name} …\n`);
    const metric = await metrics[name]?.(bench);
    if (metric) found.push(...[metric].flat());
  }
  return found;
});

console.log(tableOf(results, process.stdout.isTTY === true && !process.env["NO_COLOR"]));
if (values.json) await writeFile(values.json, `${JSON.stringify({ metrics: results }, null, 2)}\n`);
