import { defaultSettings, type StartOptions } from "@segno/core";
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

/** Of those who fall silent: they give up sooner than an outage may last. */
export const zombieSettings = { leaseMs: 1_000, heartbeatMs: 150, commandTimeoutMs: 2_000 };

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

/** Its start was refused, and whether as it should be: out of reach for as long as it may try. */
type Refused = { readonly refusedAs: string; readonly isDue: boolean };

/** A start, which has so many ms to reach the store. */
const begin = async (
  { stage }: Cast,
  proc: Proc,
  stream: string,
  { commandTimeoutMs, ...options }: StartOptions & { readonly commandTimeoutMs: number },
): Promise<Pen | Refused> => {
  const asked = performance.now();
  const begun = await stage.start(proc, stream, { ...options, ...patient });
  if (begun.ok) return begun.value;
  // It does not begin a last pause that would end too late.
  const tried = performance.now() - asked >= commandTimeoutMs - defaultSettings.backoffCapMs;
  return { refusedAs: begun.code, isDue: tried && begun.code === "store-unavailable" };
};

/** It falls silent, another takes over, it comes back, and finds that it is fenced. */
const handedOver = async (cast: Cast, stream: string): Promise<Pen | Refused> => {
  const { stage, gapMs, tally } = cast;
  const zombie = cast.zombie();
  const { commandTimeoutMs } = zombieSettings;
  const pen = await begin(cast, zombie, stream, { leaseMs: 1_000, commandTimeoutMs });
  if ("refusedAs" in pen) return pen;
  pen.scribble(gapMs);
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
    await pen.rest();
    return next.ok ? next.value : pen;
  }
};

const plain = async (cast: Cast, stream: string): Promise<Pen | Refused> => {
  const { commandTimeoutMs } = defaultSettings;
  const pen = await begin(cast, cast.stage.random.pick(cast.writing), stream, { commandTimeoutMs });
  if ("refusedAs" in pen) return pen;
  pen.scribble(cast.gapMs);
  return pen;
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
  if ("refusedAs" in started && started.isDue) tally.unreached += 1;
  else if ("refusedAs" in started) {
    const why = `${stream} could not be started: ${started.refusedAs}`;
    tally.violations.push(violation("D", why));
  }
  stage.forget(stream);
  await stage.call({ what: "remove", stream, by: calm.name, withinMs: 25_000 }, () =>
    calm.streams.remove(stream),
  );
  stage.forget(stream);
};
