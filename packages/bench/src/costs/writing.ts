import type { Bench } from "../bench.ts";
import { forEach } from "../measure/crowd.ts";
import { drain, payload } from "../payload.ts";
import type { Cost } from "../report/report.ts";
import { type Spent, spentOn } from "./spent.ts";

const producers = 100;

/** So many producers that each await batches of so many events. */
const writing = async (bench: Bench, batch: number, followed: boolean): Promise<Spent> => {
  const each = batch === 1 ? 100 : 1_024;
  const writers = await Promise.all(
    Array.from({ length: producers }, () => bench.streams.start(bench.fresh())),
  );
  const follows = followed ? writers.map(({ streamId }) => bench.others.follow(streamId)) : [];
  await Promise.all(follows.map((follow) => follow.next()));
  let heard = Promise.resolve();
  const spent = await spentOn(bench.redis, bench.rounds, async () => {
    const hear = follows.map(async (follow) => {
      for (let n = 0; n < each; n++) await follow.next();
    });
    await forEach(producers, async (n) => {
      const writer = writers[n];
      for (let done = 0; done < each; done += batch) {
        for (let at = 1; at < batch; at++) writer?.write(payload);
        await writer?.write(payload);
      }
    });
    heard = Promise.all(hear).then(() => {});
    await heard;
    return producers * each;
  });
  await Promise.all(writers.map((writer) => writer.complete()));
  await Promise.all(follows.map((follow) => drain(follow, 1)));
  return spent;
};

/** A stream that is started, followed, completed: without its events. */
const living = (bench: Bench): Promise<Spent> =>
  spentOn(bench.redis, bench.rounds, async () => {
    await forEach(500, async () => {
      const writer = await bench.streams.start(bench.fresh());
      const follow = bench.others.follow(writer.streamId);
      await follow.next();
      await writer.complete();
      await drain(follow, 1);
    });
    return 500;
  });

/** What it costs when events are written and followed. */
export const costsOfWriting = async (bench: Bench): Promise<readonly Cost[]> => {
  const alone = await writing(bench, 1, false);
  const heard = await writing(bench, 1, true);
  const many = await writing(bench, 64, false);
  const life = await living(bench);
  const us = (name: string, value: number, what: string): Cost => ({
    name,
    unit: "µs",
    value,
    what,
  });
  const bytes = (name: string, value: number, what: string): Cost => ({
    name,
    unit: "bytes",
    value,
    what,
  });
  return [
    us("append, server", alone.server, "one event by itself, sockets included"),
    us("append, app", alone.app, "the same in the producer's process"),
    us("event of 64, server", many.server, "one event of a batch of 64"),
    us("event of 64, app", many.app, "the same in the producer's process"),
    us("delivery, server", heard.server - alone.server, "one event on its way to one more process"),
    us("delivery, app", heard.app - alone.app, "the same where one follower is"),
    us("life, server", life.server, "a stream started, followed and completed, without its events"),
    us("life, app", life.app, "the same in the processes of both"),
    bytes("append, in", alone.input, "what one event by itself is on the server's wire"),
    bytes("append, out", alone.output, "its answer"),
    bytes("delivery, out", heard.output - alone.output, "its notice, to each process"),
  ];
};
