import type { Bench } from "../bench.ts";
import { askProgram } from "../child.ts";
import { type Apart, apartRound } from "../live/apart.ts";
import type { Asked } from "../live/hearer.ts";
import { type Figure, figureOf } from "../measure/figure.ts";
import { latencyRound } from "../measure/live.ts";
import { inTurn, type Sides } from "../measure/rounds.ts";
import { quantile } from "../measure/statistics.ts";
import { payload, text } from "../payload.ts";
import * as assistant from "../peers/assistant-stream.ts";
import * as durable from "../peers/durable-streams.ts";
import * as resumable from "../peers/resumable-stream.ts";
import { leastOn } from "../raw/least.ts";
import { leastLive } from "../raw/live.ts";
import { followLive } from "./ours-live.ts";

/** Both sides compile as they go: so many samples come before any that counts. */
const warmUp = (bench: Bench): number => (bench.quick ? 120 : 4_000);

/** Samples of all rounds are pooled. The peers have rounds of their own: each would leave something to who comes next. */
const pooled = async (
  bench: Bench,
  sides: Sides<number[]>,
  name: string,
  note: string,
  peers: Sides<number[]> = {},
): Promise<readonly Figure[]> => {
  const rounds = {
    ...(await inTurn(bench.rounds, sides)),
    ...(await inTurn(bench.rounds, peers)),
  };
  const at = (q: number, most: number, note: string): Figure =>
    figureOf(
      { name: `${name}p${q * 100}`, unit: "ms", targets: [{ of: "raw", most }], note },
      rounds,
      (samples) => quantile(samples.flat(), q),
    );
  const cold = bench.quick ? "of code that is not warm yet, since it is a quick run" : "";
  return [at(0.5, 1.25, note), at(0.99, 1.5, cold)];
};

/** The follower lives in another process, as those of other devices and servers do. */
const apart = async (bench: Bench, count: number): Promise<readonly Figure[]> => {
  const ask = askProgram<Asked>(bench, "live/hearer", [`redis://127.0.0.1:${bench.port}`]);
  const least = await leastOn(bench.redis);
  const raw = async (): Promise<Apart> => {
    const channel = bench.fresh();
    const send = () => least.append(channel, text);
    return { hearing: { do: "subscribe", channel }, send, close: () => {} };
  };
  const ours = async (): Promise<Apart> => {
    const writer = await bench.streams.start(bench.fresh());
    const { streamId: id, position: after } = writer;
    const send = () => writer.write(payload);
    return { hearing: { do: "follow", id, after }, send, close: () => writer.complete() };
  };
  const of = (samples: number) => ({
    raw: apartRound(ask, raw, samples),
    ours: apartRound(ask, ours, samples),
  });
  await inTurn(0, of(warmUp(bench)));
  const note = "the follower has a process of its own, and so has raw's";
  return pooled(bench, of(count), "in two processes ", note);
};

/** The follower is one of the writer's own service, as where one process makes answers and serves them. */
const here = async (bench: Bench, count: number): Promise<readonly Figure[]> => {
  const subscriber = bench.connect();
  const raw = leastLive(bench, await leastOn(bench.redis), subscriber);
  const as = assistant.openAssistantStream(bench);
  const ra = resumable.openResumableStream(bench);
  const ds = await durable.openDurableStreams(bench);
  const ours = async () => {
    const writer = await bench.streams.start(bench.fresh());
    const live = await followLive(writer, bench.streams);
    const close = async () => {
      await live.close();
      await writer.complete();
    };
    return { ...live, close };
  };
  const of = (samples: number) => ({
    raw: latencyRound(raw, samples),
    ours: latencyRound(ours, samples),
  });
  await inTurn(0, of(warmUp(bench)));
  const peers = {
    [resumable.name]: latencyRound(ra.live, count / 4),
    [assistant.name]: latencyRound(as.live, bench.quick ? 1 : 10),
    [durable.name]: latencyRound(ds.live, count / 4),
  };
  return pooled(bench, of(count), "", `${assistant.name} asks its store every 100 ms`, peers);
};

/** Append to follower; raw: the least script to its pub/sub message. Samples of all rounds are pooled. */
export const latencyLive = async (bench: Bench): Promise<readonly Figure[]> => {
  const count = bench.quick ? 60 : 600;
  return [...(await here(bench, count)), ...(await apart(bench, count))];
};
