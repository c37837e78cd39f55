import {
  type Clock,
  createStreams,
  defaultSettings,
  type Settings,
  type Streams,
  type StreamsOptions,
  systemClock,
} from "@segno/core";
import type { AdapterFactory } from "./adapter-under-test.ts";
import { type Climate, calm } from "./climates.ts";
import { demand } from "./law.ts";
import { seededIds } from "./seeded-ids.ts";
import { type Trial, trialOf } from "./trial.ts";
import { createUntil, type Until } from "./until.ts";
import { type Counts, fairWeather, throughWeather, type Weather } from "./weather.ts";

/** What the laws write. */
export type Said = { readonly content: string };

/** Makes the service; a saboteur may make a broken one. */
export type CreateStreams = (options: StreamsOptions<Said>) => Streams<Said>;

/** What a law of the service works with. */
export type Stage = {
  readonly trial: Trial;
  readonly clock: Clock;
  readonly settings: Settings;
  /** A process of its own over the one adapter, with weather of its own. */
  readonly process: (settings?: Partial<Settings>, weather?: Partial<Weather>) => Streams<Said>;
  /** What all processes together asked of the adapter. */
  readonly counts: Counts;
  /** Timers that wait; null where the clock does not tell. */
  readonly timers: () => number | null;
  readonly until: Until;
  /** Waits until it holds; the law is broken when it does not within so much. */
  readonly eventually: (
    holds: () => boolean | Promise<boolean>,
    otherwise: string,
    withinMs?: number,
  ) => Promise<void>;
};

export type OpenStage = Stage & { readonly close: () => Promise<void> };

/** In real time everything is as short as a busy machine bears. */
const briefly: Partial<Settings> = {
  leaseMs: 600,
  heartbeatMs: 100,
  graceMs: 300,
  positionCheckMs: 150,
  backoffCapMs: 100,
  waitMs: 1_000,
  lingerMs: 300,
  activeTtlMs: 30_000,
  endedTtlMs: 30_000,
};

export type StageOptions = {
  readonly seed?: number;
  readonly climate?: Climate;
  readonly create?: CreateStreams;
};

export const openStage = async (
  factory: AdapterFactory,
  { seed = 1, climate = calm, create = createStreams<Said> }: StageOptions = {},
): Promise<OpenStage> => {
  const subject = await factory();
  const { adapter, clock: virtual } = subject;
  demand(
    (subject.advance === undefined) === (virtual === undefined),
    "An adapter on virtual time must give its clock, so that the service can share it.",
  );
  const trial = trialOf(subject, seed);
  const clock = virtual ?? systemClock;
  const settings = { ...defaultSettings, ...(virtual ? {} : briefly) };
  const counts: Counts = { appends: 0, reads: 0, signs: 0, subscribed: 0, open: 0 };
  const processes: Streams<Said>[] = [];
  const weathers: Weather[] = [];

  const until = createUntil(virtual);

  const eventually: Stage["eventually"] = async (holds, otherwise, withinMs = 60_000) => {
    const [step, limit] = virtual ? [25, withinMs] : [10, Math.min(withinMs, 8_000)];
    for (let waited = 0; waited <= limit; waited += step) {
      if (await holds()) return;
      await trial.pass(step);
    }
    demand(await holds(), otherwise);
  };

  return {
    trial,
    clock,
    eventually,
    settings,
    counts,
    until,
    timers: () => virtual?.timers() ?? null,
    process: (more = {}, weather = {}) => {
      const seen = { ...climate.weather(), ...weather };
      // What a law turns later must reach the adapter: the object that it gave is the one that is looked at.
      const turning = Object.assign(weather, { ...seen, ...weather }) as Weather;
      const process = create({
        ...throughWeather(adapter, turning, clock, counts),
        ...settings,
        text: ({ content }) => content,
        clock,
        ids: seededIds(clock, seed * 1_000 + processes.length),
        ...more,
      });
      processes.push(process);
      weathers.push(turning);
      return process;
    },
    close: async () => {
      // Who closes without a store waits for it, for as long as its settings say.
      for (const weather of weathers) Object.assign(weather, fairWeather());
      await Promise.all(processes.map((process) => until(process.close(), "closing")));
      await subject.close();
    },
  };
};
