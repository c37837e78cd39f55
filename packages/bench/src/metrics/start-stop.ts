import { setTimeout as pause } from "node:timers/promises";
import { createIoredisResumableStreamStore } from "assistant-stream/resumable/ioredis";
import type { Bench } from "../bench.ts";
import { type Figure, medianFigure } from "../measure/figure.ts";
import { inTurn } from "../measure/rounds.ts";
import { drain, payload, text } from "../payload.ts";
import * as assistant from "../peers/assistant-stream.ts";
import { leastOn } from "../raw/least.ts";
import { startWire } from "../raw/wire.ts";

const chunks = 10;

/** Start, ten chunks, complete, follow to the end: every request that went over the wire. */
export const startStop = async (bench: Bench): Promise<readonly Figure[]> => {
  const wire = await startWire(bench.port);
  bench.before(wire.close);
  const connect = () => bench.connect({ url: wire.url });
  const [redis, subscriber] = [connect(), connect()];
  const streams = bench.open({ redis });
  const others = bench.open({ redis });
  const least = await leastOn(redis);
  const as = assistant.assistantStreamOn(bench, createIoredisResumableStreamStore(connect()));
  let seen = "";

  const tripsOf = async (work: (id: string) => Promise<unknown>): Promise<number> => {
    wire.requests();
    await work(bench.fresh());
    // A goodbye that nobody waits for is a request too.
    await pause(20);
    const requests = wire.requests();
    seen = requests.map((names) => [...new Set(names)].join(" + ")).join(", ");
    return requests.length;
  };
  const ours = async () =>
    tripsOf(async (id) => {
      const writer = await streams.start(id);
      for (let n = 0; n < chunks; n++) writer.write(payload);
      await writer.complete();
      await drain(others.follow(id), chunks + 2);
    });
  const raw = () =>
    tripsOf(async (id) => {
      await least.append(id, "started");
      await least.appendMany(id, [...Array.from({ length: chunks }, () => text), "completed"]);
      await subscriber.subscribe(id);
      await redis.xrange(id, "-", "+");
      await subscriber.unsubscribe(id);
    });
  const peer = () =>
    tripsOf(async (id) => {
      await as.produce(id, chunks);
      await as.replay(id, chunks);
    });
  // Ours last, for its requests are those that the note names.
  const rounds = await inTurn(bench.rounds, { raw, [assistant.name]: peer, ours });
  return [
    medianFigure(
      {
        unit: "round trips",
        targets: [{ most: 5 }],
        note: `ours: ${seen}; resumable-stream keeps nothing for who comes after the end`,
      },
      rounds,
    ),
  ];
};
