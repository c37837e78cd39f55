import { createStreams, type Expected, isLeft, systemClock, ulids } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import type { Bench } from "../bench.ts";
import { payload, payloadText, schema } from "../bench.ts";
import { type Metric, median, rate } from "../measure.ts";

const storeAlone = async (count: number): Promise<number> => {
  const { store, close } = memoryStreams();
  const id = "bench" as Parameters<typeof store.append>[0];
  const producer = ulids(systemClock).next();
  const start = {
    producer,
    incarnation: producer,
    leaseMs: 10_000,
    activeTtlMs: 60_000,
    endedTtlMs: 60_000,
  };
  await store.append(id, { entries: ["started"], start }, { _tag: "no-stream" });
  const entries = Array.from({ length: 256 }, () => payloadText);
  const perSecond = await rate(count, async () => {
    for (let offset = 1; offset < count; offset += entries.length) {
      const place = { incarnation: producer, epoch: 1, offset, producer };
      const expected: Expected = { _tag: "after", ...place };
      if (isLeft(await store.append(id, { entries }, expected))) throw new Error("refused");
    }
  });
  await close();
  return perSecond;
};

const throughService = async (count: number): Promise<number> => {
  const streams = createStreams({ ...memoryStreams(), chunk: schema });
  const perSecond = await rate(count, async () => {
    const reading = (async () => {
      let seen = 0;
      for await (const _ of streams.follow("bench")) seen++;
      if (seen !== count + 2) throw new Error(`${seen} of ${count + 2} events came`);
    })();
    await streams.run("bench", async (run) => {
      for (let n = 0; n < count; n++) {
        await run.ready;
        run.write(payload);
      }
    });
    await reading;
  });
  await streams.close();
  return perSecond;
};

const figure = (name: string, ours: number, bound: number): Metric => ({
  name,
  unit: "events/s",
  ours,
  raw: null,
  peers: {},
  ratio: null,
  spread: null,
  target: `≥ ${bound.toLocaleString("en")}`,
  holds: ours >= bound,
});

/** Without a server: the store alone, and from writer to follower through the service. */
export const memoryAdapter = async (bench: Bench): Promise<readonly Metric[]> => {
  const alone: number[] = [];
  const through: number[] = [];
  for (let round = 0; round <= bench.rounds; round++) {
    alone.push(await storeAlone(bench.quick ? 500_000 : 2_000_000));
    through.push(await throughService(bench.quick ? 50_000 : 200_000));
  }
  return [
    figure("memory-adapter store", median(alone.slice(1)), 1_000_000),
    figure("memory-adapter service", median(through.slice(1)), 300_000),
  ];
};
