import { type Adapter, type Clock, createStreams, parseStreamId } from "@segno/core";
import fc from "fast-check";
import { demand } from "../kit/law.ts";
import { createRandom } from "../kit/random.ts";
import { same } from "../kit/same.ts";
import { seededIds } from "../kit/seeded-ids.ts";
import type { CreateStreams, Said } from "../kit/stage.ts";
import { virtualClock } from "../kit/virtual-clock.ts";
import type { Rewindable } from "../model/model-streams.ts";
import { type Doings, type Producing, produce, read, type Sitting } from "./actors.ts";
import { createUndertakings } from "./drive.ts";
import { beginFates } from "./fates.ts";
import { createHost, type Host } from "./host.ts";
import { checkCalls, checkEpochs, checkLog, checkNames, checkWrites } from "./invariants.ts";
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

/** Small, so that every bound is met. */
const narrow = { ringEvents: 4, pageEvents: 5, windowEvents: 8 };

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length];
  demand(found !== undefined, "The plan names a process that there is.");
  return found;
};

/** One run; throws what was broken. */
const run = async (
  scheduler: fc.Scheduler,
  drawn: Plan,
  { adapter: open, create = createStreams<Said> }: SimulationOptions,
): Promise<void> => {
  const id = parseStreamId("simulated");
  demand(id !== null, "The id is valid.");
  const clock = virtualClock();
  const adapter = open(clock);
  const { rewind } = adapter;
  const plan = rewind ? drawn : { ...drawn, failovers: [] };
  const truth = observed(adapter);
  const random = createRandom(plan.chance);
  const undertakings = createUndertakings(clock, scheduler);
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.after(ms, resolve);
    });

  const hosts: readonly Host[] = Array.from({ length: processCount }, (_, nth) =>
    createHost({ name: `p${nth}`, adapter: truth.adapter, clock, scheduler, plan, random }),
  );
  const processes = hosts.map((host, nth) =>
    create({ ...host.adapter, ...narrow, clock: host.clock, ids: seededIds(clock, nth) }),
  );
  const doingsOf = (process: number): Doings => ({
    streams: at(processes, process),
    id,
    sleep,
    random,
  });

  const producers: Producing[] = plan.producers.map((one, nth) => {
    const producing: Producing = { written: [], completed: false };
    const doing = produce(doingsOf(one.process), one, `w${nth}`, producing);
    undertakings.begin(`producer ${nth}`, doing);
    return producing;
  });
  const readers: Sitting[][] = plan.readers.map((one, nth) => {
    const sittings: Sitting[] = [];
    undertakings.begin(`reader ${nth}`, read(doingsOf(one.process), one, sittings));
    return sittings;
  });
  const hostOf = (process: number): Host => at(hosts, process);
  beginFates({ plan, id, truth, undertakings, sleep, hostOf, doingsOf, rewind });

  await undertakings.drive(() => random() * 100 < plan.slowCalls);
  undertakings.begin("closing", Promise.all(processes.map((streams) => streams.close())));
  await undertakings.drive(() => false);
  await undertakings.drain();

  if (undertakings.failures.length > 0) throw undertakings.failures[0];
  const forgetful = plan.failovers.length > 0;
  checkLog(truth);
  checkNames(truth);
  checkEpochs(truth);
  checkCalls(truth, plan);
  checkWrites(truth, id, producers, forgetful);
  for (const [nth, sittings] of readers.entries()) {
    checkReader(truth, id, sittings, forgetful, `reader ${nth}`);
  }
  for (const [nth, host] of hosts.entries()) {
    same(host.open(), 0, `E: process ${nth} left subscriptions behind`);
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
