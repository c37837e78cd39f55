import { type Adapter, type Clock, createStreams, isSegnoError, parseStreamId } from "@segno/core";
import fc from "fast-check";
import { demand } from "../kit/law.ts";
import { createRandom } from "../kit/random.ts";
import { same } from "../kit/same.ts";
import { seededIds } from "../kit/seeded-ids.ts";
import { settled } from "../kit/settled.ts";
import type { CreateStreams, Said } from "../kit/stage.ts";
import { type VirtualClock, virtualClock } from "../kit/virtual-clock.ts";
import type { Rewindable } from "../model/model-streams.ts";
import { type Doings, type Producing, produce, read, type Sitting } from "./actors.ts";
import { createHost } from "./host.ts";
import { checkCalls, checkEpochs, checkLog, checkWrites } from "./invariants.ts";
import { type Plan, processCount } from "./plan.ts";
import { plan as plans } from "./plans.ts";
import { checkReader } from "./reader-invariant.ts";
import { observed } from "./truth.ts";

export type SimulationOptions = {
  /** An adapter in this process, on the clock it is given. One that can be rewound is: the plan has failovers. */
  readonly adapter: (clock: Clock) => Adapter & Partial<Rewindable>;
  /** Chooses all there is to choose; printed with what fails. */
  readonly seed?: number;
  /** How many runs; 100 by default. */
  readonly runs?: number;
  /** From an earlier failure's report: only that run, again. */
  readonly path?: string;
  readonly create?: CreateStreams;
  /** Whether to look for the smallest history that fails: what takes long; true by default. */
  readonly shrink?: boolean;
};

/** After this much virtual time everyone must have come to an end. */
const longestMs = 3_600_000;

/** How far time may move at once while a call is under way. */
const slowestCallMs = 3_000;

const drive = async (
  clock: VirtualClock,
  scheduler: fc.Scheduler,
  done: () => boolean,
  slow: () => boolean,
  who: () => string,
): Promise<void> => {
  for (;;) {
    await settled();
    if (done()) return;
    demand(clock.elapsed() < longestMs, `D: after ${longestMs} ms still under way: ${who()}`);
    const next = clock.nextIn();
    const waiting = scheduler.count() > 0;
    if (waiting && (next === null || !slow())) await scheduler.waitNext(1);
    else if (next !== null) await clock.advance(waiting ? Math.min(next, slowestCallMs) : next);
    else demand(false, `D: nothing is left to happen, but still under way: ${who()}`);
  }
};

/** One run; throws what was broken. */
const run = async (
  scheduler: fc.Scheduler,
  plan: Plan,
  { adapter: open, create = createStreams<Said> }: SimulationOptions,
): Promise<void> => {
  const id = parseStreamId("simulated");
  demand(id !== null, "The id is valid.");
  const clock = virtualClock();
  const adapter = open(clock);
  const truth = observed(adapter);
  const random = createRandom(plan.chance);
  const under = new Map<string, Promise<unknown>>();
  const failures: unknown[] = [];
  const begin = (name: string, doing: Promise<unknown>): void => {
    under.set(name, doing);
    doing
      .catch((error: unknown) => {
        // A refusal is an answer; anything else is a fault of the service's, or of this file's.
        if (!isSegnoError(error)) failures.push(error);
      })
      .finally(() => under.delete(name));
  };
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.after(ms, resolve);
    });

  const hosts = Array.from({ length: processCount }, (_, at) =>
    createHost({ name: `p${at}`, adapter: truth.adapter, clock, scheduler, plan, random }),
  );
  const processes = hosts.map((host, at) =>
    create({
      ...host.adapter,
      clock: host.clock,
      ids: seededIds(clock, at),
      ringEvents: 4,
      pageEvents: 5,
      windowEvents: 8,
    }),
  );
  const doings = (process: number): Doings => {
    const streams = processes[process % processCount];
    demand(streams !== undefined, "There is such a process.");
    return { streams, id, sleep, random };
  };

  const producers: Producing[] = plan.producers.map((one, at) => {
    const producing: Producing = { written: [], completed: false };
    begin(`producer ${at}`, produce(doings(one.process), one, `w${at}`, producing));
    return producing;
  });
  const readers: Sitting[][] = plan.readers.map((one, at) => {
    const sittings: Sitting[] = [];
    begin(`reader ${at}`, read(doings(one.process), one, sittings));
    return sittings;
  });
  const later = async (ms: number, act: () => Promise<unknown>): Promise<unknown> => {
    await sleep(ms);
    return act();
  };
  for (const [at, stop] of plan.stops.entries()) {
    begin(
      `stop ${at}`,
      later(stop.at, () => doings(stop.process).streams.stop(id)),
    );
  }
  for (const [at, removal] of plan.removals.entries()) {
    begin(
      `removal ${at}`,
      later(removal.at, () => doings(removal.process).streams.remove(id)),
    );
  }
  for (const [at, { how, process, forMs, ...trouble }] of plan.troubles.entries()) {
    const host = hosts[process % processCount];
    const suffer = async (): Promise<void> => {
      if (!host) return;
      if (how === "freeze") host.freeze();
      else host.cut = true;
      await sleep(forMs);
      if (how === "freeze") host.thaw();
      else host.cut = false;
    };
    begin(`trouble ${at}`, later(trouble.at, suffer));
  }

  const { rewind } = adapter;
  const failovers = rewind ? plan.failovers : [];
  for (const [at, failover] of failovers.entries()) {
    const fail = async (): Promise<void> => {
      rewind?.(failover.lagMs);
      await truth.forgot(id);
      // A failover takes a moment: no epoch of before it can be counted again in the same millisecond.
      await sleep(1);
    };
    begin(`failover ${at}`, later(failover.at, fail));
  }

  const slow = (): boolean => random() * 100 < plan.slowCalls;
  const names = (): string => [...under.keys()].join(", ");
  await drive(clock, scheduler, () => under.size === 0, slow, names);
  begin("closing", Promise.all(processes.map((streams) => streams.close())));
  await drive(
    clock,
    scheduler,
    () => under.size === 0,
    () => false,
    names,
  );
  await drive(
    clock,
    scheduler,
    () => scheduler.count() === 0,
    () => false,
    names,
  );

  if (failures.length > 0) throw failures[0];
  checkLog(truth);
  checkEpochs(truth);
  checkCalls(truth, { ...plan, failovers });
  const forgetful = failovers.length > 0;
  checkWrites(truth, id, producers, forgetful);
  for (const [at, sittings] of readers.entries()) {
    checkReader(truth, id, sittings, forgetful, `reader ${at}`);
  }
  for (const [at, host] of hosts.entries()) {
    same(host.open(), 0, `E: process ${at} left subscriptions behind`);
  }
  await adapter.close();
  same(clock.timers(), 0, "E: timers are left behind");
};

/**
 * The service under every interleaving that the seed chooses: calls and notices are tasks of fast-check's
 * scheduler, time is virtual. Checks the invariants A to E of the fault matrix; what fails is shrunk, and
 * reported with the seed and path that repeat it.
 */
export const simulate = async (options: SimulationOptions): Promise<void> => {
  const { seed = 1, runs = 100, path, shrink = true } = options;
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), plans, (scheduler, plan) => run(scheduler, plan, options)),
    { seed, numRuns: runs, endOnFailure: !shrink, ...(path === undefined ? {} : { path }) },
  );
};
