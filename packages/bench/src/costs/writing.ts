import type { Bench } from "../bench.ts";
import { forEach } from "../measure/crowd.ts";
import { drain, payload, text } from "../payload.ts";
import type { Cost } from "../report/report.ts";
import { bytes, microseconds } from "./cost.ts";
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
    await Promise.all(hear);
    return producers * each;
  });
  await Promise.all(writers.map((writer) => writer.complete()));
  await Promise.all(follows.map((follow) => drain(follow, 1)));
  return spent;
};

const listeners = 20;

/** A notice as long as that of one event, to nobody and to many: the difference by listener. */
const announcing = async (bench: Bench): Promise<number> => {
  const channel = bench.fresh();
  const notice = text.padEnd(150);
  // One by one, as events come: many at once would reach a listener in one piece.
  const publish = async (): Promise<number> => {
    for (let n = 0; n < 500; n++) await bench.redis.publish(channel, notice);
    return 500;
  };
  const toNobody = await spentOn(bench.redis, bench.rounds, publish);
  const subscribers = Array.from({ length: listeners }, () => bench.connect());
  await Promise.all(subscribers.map((subscriber) => subscriber.subscribe(channel)));
  const toAll = await spentOn(bench.redis, bench.rounds, publish);
  return (toAll.server - toNobody.server) / listeners;
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
  const notice = await announcing(bench);
  const life = await living(bench);
  return [
    microseconds("append.server", alone.server, "one event by itself, sockets included"),
    microseconds("append.app", alone.app, "the same in the producer's process"),
    microseconds("batched.server", many.server, "one event of a batch of 64"),
    microseconds("batched.app", many.app, "the same in the producer's process"),
    microseconds("delivery.server", notice, "an event to one more process"),
    microseconds(
      "delivery.app",
      heard.app - alone.app,
      "the same in that process, to one follower",
    ),
    microseconds("life.server", life.server, "a stream started, followed and completed"),
    microseconds("life.app", life.app, "the same in the processes of both"),
    bytes("append.in", alone.input, "what one event by itself sends to the server"),
    bytes("append.out", alone.output, "its answer"),
    bytes("delivery.out", heard.output - alone.output, "its notice, to each process"),
  ];
};
