import type { Bench } from "../bench.ts";
import { type Figure, medianFigure } from "../measure/figure.ts";
import { inTurn, rate } from "../measure/rounds.ts";
import { drain, payload, text, write } from "../payload.ts";
import * as resumable from "../peers/resumable-stream.ts";
import { clientCommands, commandStats, insideOurs } from "../raw/command-stats.ts";
import { leastFanOut } from "../raw/fan-out.ts";
import { leastOn } from "../raw/least.ts";

const crowd = 1_000;
const yardstick = "ours with one follower";

/** A stream, and so many followers of it in another process that have all come to live. */
const followed = async (bench: Bench, followers: number, others = bench.others) => {
  const writer = await bench.streams.start(bench.fresh());
  const follows = Array.from({ length: followers }, () => others.follow(writer.streamId));
  const next = () => Promise.all(follows.map((follow) => follow.next()));
  await next();
  // What comes while they read history is read, too: only after that do they wait.
  for (let n = 0; n < 3; n++) {
    const heard = next();
    await writer.write(payload);
    await heard;
  }
  const all = (count: number) => Promise.all(follows.map((follow) => drain(follow, count)));
  return { writer, all };
};

const deliveries = async (bench: Bench): Promise<Figure> => {
  const count = bench.quick ? 250 : 2_000;
  const [readers, fewer] = bench.quick ? [100, 10] : [crowd, 50];
  const least = await leastOn(bench.redis);
  const subscriber = bench.connect();
  const ra = resumable.openResumableStream(bench);
  const raw = async () => {
    const key = bench.fresh();
    const { over } = await leastFanOut(subscriber, key, crowd, count);
    const texts = Array.from({ length: 250 }, () => text);
    return rate(count * crowd, async () => {
      for (let n = 0; n < count; n += texts.length) await least.appendMany(key, texts);
      await over;
    });
  };
  const ours = async () => {
    const { writer, all } = await followed(bench, crowd);
    const reading = all(count + 1);
    return rate(count * crowd, async () => {
      await write(writer, count);
      await writer.complete();
      await reading;
    });
  };
  const rounds = await inTurn(bench.rounds, {
    raw,
    ours,
    [resumable.name]: () => ra.fanOut(readers, fewer),
  });
  return medianFigure(
    {
      name: "deliveries",
      unit: "events/s",
      targets: [{ least: 1_000_000 }],
      note: `raw decodes once and wakes ${crowd} promises; ${resumable.name} publishes to each of ${readers} readers`,
    },
    rounds,
  );
};

/** One stream with 1,000 followers in one process, beside the same with one. */
export const fanout1k = async (bench: Bench): Promise<readonly Figure[]> => {
  const { redis } = bench;
  const events = bench.quick ? 50 : 200;
  const name = "followers";
  const others = bench.open({ redis: bench.connect({ name }) });
  const seen = async (followers: number) => {
    const { writer, all } = await followed(bench, followers, others);
    const reading = all(events + 1);
    await redis.config("RESETSTAT");
    for (let n = 0; n < events; n++) await writer.write(payload);
    const commands = clientCommands(await commandStats(redis), insideOurs) / events;
    const clients = String(await redis.client("LIST")).split("\n");
    await writer.complete();
    await reading;
    // The template is one of that name too.
    const connections = clients.filter((line) => line.includes(`name=${name} `)).length - 1;
    return { commands, connections };
  };
  const rounds = await inTurn(bench.rounds, { raw: () => seen(1), ours: () => seen(crowd) });
  const of = (what: "commands" | "connections") =>
    Object.fromEntries(
      Object.entries(rounds).map(([side, found]) => [side, found.map((each) => each[what])]),
    );
  const same = { yardstick, targets: [{ of: "raw", most: 1 }] };
  return [
    await deliveries(bench),
    medianFigure({ name: "commands per event", unit: "commands", ...same }, of("commands")),
    medianFigure({ name: "connections", unit: "connections", ...same }, of("connections")),
  ];
};
