import { getEventListeners } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { kinds, type Scenario } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import { serveHttp } from "../stage/http.ts";
import type { Proc } from "../stage/proc.ts";
import type { Stage } from "../stage/stage.ts";

type Visits = {
  /** Comes to a stream and goes, in one of all the ways there are; resolves with how many listeners it left. */
  readonly visit: (stream: string) => Promise<number>;
  /** What is left of all of them, besides what can be seen at the process. */
  readonly left?: () => Promise<readonly Violation[]>;
};

const inProcess = (stage: Stage, proc: Proc): Visits => ({
  visit: async (stream) => {
    const abort = new AbortController();
    const how = stage.random.whole(0, 4);
    const follow = proc.streams.follow(stream, { signal: abort.signal });
    const first = how === 0 ? null : follow.next().catch(() => {});
    if (how === 1) abort.abort();
    await first;
    for (let n = stage.random.whole(0, 5); how > 1 && n > 0; n--)
      await follow.next().catch(() => {});
    if (how === 2) {
      const pending = follow.next().catch(() => {});
      abort.abort();
      await pending;
    }
    if (how === 3) await follow.return();
    // 4: it is abandoned, and never pulled again; it must be let go of all the same.
    if (how === 4) await stage.pause(0);
    return how === 4 ? 0 : getEventListeners(abort.signal, "abort").length;
  },
});

/** Each with a socket of its own, which is closed or torn off. */
const overHttp = async (stage: Stage, proc: Proc): Promise<Visits> => {
  const served = await serveHttp(stage, proc);
  return {
    visit: async (stream) => {
      await served.tearOff(stream, stage.random);
      return 0;
    },
    left: served.left,
  };
};

const descriptors = (): number =>
  existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0;

const channelsOf = async (admin: ReturnType<Stage["admin"]>): Promise<number> => {
  const names = await admin.pubsub("CHANNELS", "*:c");
  return Array.isArray(names) ? names.length : 0;
};

type Crowd = {
  readonly visitors: number;
  readonly streams: number;
  /** On `performance.now()`: until then they come again. */
  readonly until: number;
  /** Between two events of a stream, on average. */
  readonly gapMs?: number;
  /** How many come at a time. */
  readonly wave?: number;
  /** How one visits whom that process serves. */
  readonly visiting: (stage: Stage, reading: Proc) => Visits | Promise<Visits>;
};

/** Followers that leave, each in its own way, and what they leave behind. */
const leaving = async (stage: Stage, crowd: Crowd) => {
  const { visitors, streams, until, gapMs = 4, wave = visitors, visiting } = crowd;
  const server = await stage.server();
  const settings = { lingerMs: 200, positionCheckMs: 150 };
  const [writing, reading] = [stage.process(server), stage.process(server, { settings })];
  const admin = stage.admin(server);
  const pens = await Promise.all(
    Array.from({ length: streams }, () => stage.pen(writing, stage.id())),
  );
  for (const pen of pens) pen.scribble(gapMs);
  const { visit, left: leftBehind } = await visiting(stage, reading);
  const more: Violation[] = [];
  const files = descriptors();
  let came = 0;
  do {
    const left = await Promise.all(
      Array.from({ length: Math.min(wave, visitors) }, () =>
        visit(stage.random.pick(pens).log.stream),
      ),
    );
    came += left.length;
    const listeners = left.reduce((sum, count) => sum + count, 0);
    if (listeners > 0) more.push(violation("E", `${listeners} abort listeners were left`));
  } while (came < visitors || performance.now() < until);
  more.push(...((await leftBehind?.()) ?? []));
  const empty = async (): Promise<boolean> => (await channelsOf(admin)) === 0;
  if (!(await stage.until(empty, 3_000)))
    more.push(violation("E", "channels are still subscribed"));
  const timers = reading.timers();
  // Each of its two connections has a watchdog and a deadline: nothing else may tick.
  if (timers > 4) more.push(violation("E", `${timers} timers are left`));
  // In a short run others open and close theirs in this process.
  const opened = stage.short ? 0 : descriptors() - files;
  if (opened > 4) more.push(violation("E", `${opened} descriptors are left`));
  for (const pen of pens) {
    await pen.rest();
    await pen.complete();
  }
  const figure = `${came} came and went; 0 channels, ${timers} timers`;
  return stage.verdict(figure, { more, calm: writing });
};

/** 21 */
export const churn: Scenario = {
  number: 21,
  name: "subscribe/leave churn 10 s",
  invariants: ["A", "E"],
  kinds,
  run: (stage) =>
    leaving(stage, {
      visitors: 20,
      streams: 5,
      until: performance.now() + stage.pick(800, 10_000),
      visiting: inProcess,
    }),
};

const many = { number: 40, name: "10,000 clients leaving at random", invariants: ["E"] } as const;

/** 40 */
export const tenThousand: Scenario = {
  ...many,
  variant: "in process",
  kinds,
  run: (stage) =>
    leaving(stage, {
      visitors: stage.pick(500, 10_000),
      streams: stage.pick(20, 200),
      until: 0,
      visiting: inProcess,
    }),
};

/** 40: in waves, for the descriptors' sake, of streams that do not outgrow those who come late. */
export const tenThousandOverHttp: Scenario = {
  ...many,
  variant: "http",
  kinds,
  run: (stage) =>
    leaving(stage, {
      visitors: stage.pick(200, 10_000),
      streams: 20,
      until: 0,
      gapMs: 40,
      wave: stage.pick(100, 250),
      visiting: overHttp,
    }),
};
