import { createStreams, type Expected, isLeft, systemClock, ulids } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { createInMemoryResumableStreamStore } from "assistant-stream/resumable";
import type { Bench } from "../bench.ts";
import { type Figure, medianFigure } from "../measure/figure.ts";
import { inTurn, rate } from "../measure/rounds.ts";
import { bytes, drain, schema, sourceOf, text, write } from "../payload.ts";
import * as assistant from "../peers/assistant-stream.ts";

const batch = 256;

const storeAlone = async (count: number): Promise<number> => {
  const { store, close } = memoryStreams();
  const id = "bench" as Parameters<typeof store.append>[0];
  const producer = ulids(systemClock).next();
  const ttls = { activeTtlMs: 60_000, endedTtlMs: 60_000 };
  const start = { producer, incarnation: producer, leaseMs: 10_000, ...ttls };
  await store.append(id, { entries: ["started"], start }, { _tag: "no-stream" });
  const entries = Array.from({ length: batch }, () => text);
  const perSecond = await rate(count, async () => {
    for (let offset = 1; offset < count; offset += batch) {
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
    const reading = drain(streams.follow("bench"), count + 2);
    await streams.run("bench", (run) => write(run, count));
    await reading;
  });
  await streams.close();
  return perSecond;
};

const assistantStore = async (bench: Bench, count: number): Promise<number> => {
  const store = createInMemoryResumableStreamStore();
  const { context } = assistant.assistantStreamOn(bench, store);
  const perSecond = await rate(count, async () =>
    drain(await context.run("bench", () => sourceOf(bytes, count)), count),
  );
  store.dispose();
  return perSecond;
};

/** Without a server: the store alone, and from writer to follower through the service. */
export const memoryAdapter = async (bench: Bench): Promise<readonly Figure[]> => {
  const alone = bench.quick ? 300_000 : 2_000_000;
  const through = bench.quick ? 30_000 : 200_000;
  const store = await inTurn(bench.rounds, { ours: () => storeAlone(alone) });
  const service = await inTurn(bench.rounds, {
    ours: () => throughService(through),
    [assistant.name]: () => assistantStore(bench, through),
  });
  const unit = "events/s";
  return [
    medianFigure(
      {
        name: "store",
        unit,
        targets: [{ least: 1_000_000 }],
        note: `in batches of ${batch}`,
      },
      store,
    ),
    medianFigure(
      {
        name: "service",
        unit,
        targets: [{ least: 300_000 }, { of: assistant.name, least: 1.5 }],
      },
      service,
    ),
  ];
};
