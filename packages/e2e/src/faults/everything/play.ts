import { violation } from "../frame/violation.ts";
import { createDelays } from "../stage/delays.ts";
import type { Ear } from "../stage/ear.ts";
import type { Pen } from "../stage/pen.ts";
import type { Proc } from "../stage/proc.ts";
import type { Stage } from "../stage/stage.ts";
import type { Tally } from "./tally.ts";

export type Cast = {
  readonly stage: Stage;
  readonly writing: readonly Proc[];
  readonly reading: readonly Proc[];
  /** Reaches the server on a way that only what befalls the server itself disturbs. */
  readonly calm: Proc;
  /** A process of its own, whose way to the server can be cut off. */
  readonly zombie: () => Proc;
  readonly tally: Tally;
  readonly followers: number;
  readonly gapMs: number;
};

const patient = { withinMs: 25_000 };

const audience = (cast: Cast, stream: string): (() => Promise<Ear[]>) => {
  const { stage, reading, followers } = cast;
  const ears: Ear[] = [];
  const coming = Array.from({ length: followers }, async (_, at) => {
    if (at % 3 === 0) await stage.pause(stage.random.whole(0, 2_000));
    const options = { restless: at % 2 === 1, wait: 20_000, delays: createDelays() };
    ears.push(stage.ear(stage.random.pick(reading), stream, options));
  });
  return async () => {
    await Promise.all(coming);
    return ears;
  };
};

/** Its start was refused. */
type Refused = { readonly refusedAs: string };

/** It falls silent, another takes over, it comes back, and finds that it is fenced. */
const handedOver = async (cast: Cast, stream: string): Promise<Pen | Refused> => {
  const { stage, gapMs, tally } = cast;
  const zombie = cast.zombie();
  const begun = await stage.start(zombie, stream, { leaseMs: 1_000, ...patient });
  if (!begun.ok) return { refusedAs: begun.code };
  begun.value.scribble(gapMs);
  await stage.pause(stage.random.whole(100, 1_000));
  zombie.weather.down = true;
  const deadline = performance.now() + 6_000;
  for (;;) {
    await stage.pause(stage.random.whole(100, 400));
    const next = await stage.start(cast.calm, stream, { ifStale: "take-over", ...patient });
    if (!next.ok && performance.now() < deadline) continue;
    if (next.ok && next.value.writer.began === "taken-over") tally.takeovers += 1;
    if (next.ok) next.value.scribble(gapMs);
    await stage.pause(stage.random.whole(0, 300));
    zombie.weather.down = false;
    await begun.value.rest();
    return next.ok ? next.value : begun.value;
  }
};

const plain = async (cast: Cast, stream: string): Promise<Pen | Refused> => {
  const { stage, gapMs } = cast;
  const begun = await stage.start(stage.random.pick(cast.writing), stream, patient);
  if (!begun.ok) return { refusedAs: begun.code };
  begun.value.scribble(gapMs);
  return begun.value;
};

/** One stream from its start to its end, with all that follow it; then it is checked, and forgotten. */
export const perform = async (cast: Cast): Promise<void> => {
  const { stage, calm, tally, random } = { ...cast, random: cast.stage.random };
  const stream = stage.id();
  const seats = audience(cast, stream);
  const started = await (random.chance(0.12) ? handedOver(cast, stream) : plain(cast, stream));
  const pen = "refusedAs" in started ? null : started;
  await stage.pause(random.whole(200, stage.pick(700, 6_000)));
  const stopper = random.pick(cast.reading);
  const stopping = random.chance(0.2) ? stage.stop(stopper, stream, patient) : null;
  await pen?.rest();
  await pen?.complete(40_000);
  await stopping;
  const ears = await seats();
  const all = Promise.all(ears.map((ear) => ear.done));
  await Promise.race([all, stage.pause(25_000)]);
  const { violations } = await stage.verdict("", {
    calm,
    streams: [stream],
    mayEnd: pen ? [] : ["not-found", "store-unavailable"],
  });
  tally.violations.push(...violations);
  tally.streams += 1;
  tally.followers += ears.length;
  tally.events += pen?.acknowledged() ?? 0;
  for (const ear of ears) tally.deliveries += ear.count();
  if ("refusedAs" in started) {
    const why = `${stream} could not be started: ${started.refusedAs}`;
    tally.violations.push(violation("D", why));
  }
  stage.forget(stream);
  await stage.call({ what: "remove", stream, by: calm.name, withinMs: 25_000 }, () =>
    calm.streams.remove(stream),
  );
  stage.forget(stream);
};
