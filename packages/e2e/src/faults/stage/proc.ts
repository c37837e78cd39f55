import { type Adapter, createStreams, type Settings, type Streams } from "@segno/core";
import { type RedisOptions, type RedisTemplate, redisSortedSet, redisStreams } from "@segno/redis";
import { fairWeather, throughWeather, type Weather } from "@segno/testkit";
import { Redis } from "ioredis";
import type { Kind } from "../frame/scenario.ts";
import type { Said } from "../log/history.ts";
import { countingClock } from "./clock.ts";
import { type Counts, counted, noCounts } from "./counted.ts";

/** One process of the cast: a service with connections and a clock of its own. */
export type Proc = {
  readonly name: string;
  readonly streams: Streams<Said>;
  readonly adapter: Adapter;
  readonly counts: Counts;
  /** How its surroundings misbehave; turned as a scenario goes. Fair where it was given none. */
  readonly weather: Weather;
  /** Timers that wait. */
  readonly timers: () => number;
  readonly close: () => Promise<void>;
};

export type ProcOptions = {
  readonly settings?: Partial<Settings>;
  readonly redis?: RedisOptions;
  readonly weather?: Partial<Weather>;
  /** Breaks the adapter: for the saboteurs of the stage itself. */
  readonly sabotage?: (adapter: Adapter) => Adapter;
};

/** Long enough for a busy machine, short enough that a loss is noticed while one looks. */
export const brisk: Partial<Settings> = {
  leaseMs: 4_000,
  graceMs: 3_000,
  heartbeatMs: 500,
  positionCheckMs: 400,
  backoffCapMs: 200,
  waitMs: 4_000,
  lingerMs: 1_000,
  commandTimeoutMs: 8_000,
  giveUpMs: 30_000,
  activeTtlMs: 120_000,
  endedTtlMs: 120_000,
};

const adapters = { streams: redisStreams, "sorted-set": redisSortedSet } as const;

/** A template of ioredis: it is duplicated, and never connects itself. */
export const templateOf = (url: string): Redis => new Redis(url, { lazyConnect: true });

export const openProc = (
  name: string,
  kind: Kind,
  template: RedisTemplate,
  { settings = {}, redis = {}, weather, sabotage = (sound) => sound }: ProcOptions = {},
): Proc => {
  const clock = countingClock();
  const counts = noCounts();
  const own = adapters[kind](template, { commandTimeoutMs: 1_500, clock, ...redis });
  const adapter = counted(sabotage(own), counts);
  const heard = { appends: 0, reads: 0, signs: 0, subscribed: 0, open: 0 };
  const turning: Weather = { ...fairWeather(), ...weather };
  const through = weather ? throughWeather(adapter, turning, clock, heard) : adapter;
  const streams = createStreams<Said>({
    ...through,
    close: adapter.close,
    clock,
    ...brisk,
    ...settings,
  });
  return {
    name,
    streams,
    adapter,
    counts,
    weather: turning,
    timers: clock.pending,
    close: () => streams.close(),
  };
};
