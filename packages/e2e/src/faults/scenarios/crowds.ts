import { getEventListeners } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { kinds, type Scenario } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import { busy } from "../stage/busy.ts";
import { createDelays, ms } from "../stage/delays.ts";
import type { Proc } from "../stage/proc.ts";
import type { Stage } from "../stage/stage.ts";

/** 20: they come while it is written, and each must find the seam between history and live. */
export const joinStorm: Scenario = {
  number: 20,
  name: "join storm: 1,000 joins at 1 event/ms",
  invariants: ["A"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const [writing, reading] = [stage.process(server), stage.process(server)];
    const pen = await stage.pen(writing, stage.id());
    pen.scribble(0.5);
    const [joins, caughtUp] = [stage.pick(150, 1_000), createDelays()];
    const waiting: Promise<unknown>[] = [];
    for (let at = 0; at < joins; at++) {
      const [target, began] = [pen.acknowledged() + 1, performance.now()];
      const ear = stage.ear(reading, pen.log.stream);
      const there = stage.until(() => ear.count() >= target, 8_000);
      waiting.push(there.then(() => caughtUp.add(performance.now() - began)));
      if (at % 10 === 9) await stage.pause(stage.random.whole(0, 10));
    }
    await Promise.all(waiting);
    await pen.rest();
    await pen.complete();
    await stage.pause(500);
    return stage.verdict(`caught up in ${ms(caughtUp.max())}`, { calm: writing });
  },
};

/** Comes and goes in every way there is; resolves when it is gone, with listeners that it left. */
const visit = async (stage: Stage, proc: Proc, stream: string): Promise<number> => {
  const abort = new AbortController();
  const how = stage.random.whole(0, 4);
  const follow = proc.streams.follow(stream, { signal: abort.signal });
  const first = how === 0 ? null : follow.next().catch(() => {});
  if (how === 1) abort.abort();
  await first;
  for (let n = stage.random.whole(0, 5); how > 1 && n > 0; n--) await follow.next().catch(() => {});
  if (how === 2) {
    const pending = follow.next().catch(() => {});
    abort.abort();
    await pending;
  }
  if (how === 3) await follow.return();
  // 4: it is abandoned, and never pulled again; it must be let go of all the same.
  if (how === 4) await stage.pause(0);
  return how === 4 ? 0 : getEventListeners(abort.signal, "abort").length;
};

const descriptors = (): number =>
  existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0;

const channelsOf = async (admin: ReturnType<Stage["admin"]>): Promise<number> => {
  const names = await admin.pubsub("CHANNELS", "*:c");
  return Array.isArray(names) ? names.length : 0;
};

/** Followers that leave, each in its own way, and what they leave behind. */
const leaving = async (stage: Stage, visitors: number, streams: number, until: number) => {
  const server = await stage.server();
  const settings = { lingerMs: 200, positionCheckMs: 150 };
  const [writing, reading] = [stage.process(server), stage.process(server, { settings })];
  const admin = stage.admin(server);
  const pens = await Promise.all(
    Array.from({ length: streams }, () => stage.pen(writing, stage.id())),
  );
  for (const pen of pens) pen.scribble(4);
  const more: Violation[] = [];
  const files = descriptors();
  let came = 0;
  do {
    const left = await Promise.all(
      Array.from({ length: visitors }, () =>
        visit(stage, reading, stage.random.pick(pens).log.stream),
      ),
    );
    came += visitors;
    const listeners = left.reduce((sum, count) => sum + count, 0);
    if (listeners > 0) more.push(violation("E", `${listeners} abort listeners were left`));
  } while (performance.now() < until);
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
  return { figure, more, calm: writing };
};

/** 21 */
export const churn: Scenario = {
  number: 21,
  name: "subscribe/leave churn 10 s",
  invariants: ["A", "E"],
  kinds,
  run: async (stage) => {
    const until = performance.now() + stage.pick(800, 10_000);
    const { figure, ...rest } = await leaving(stage, 20, 5, until);
    return stage.verdict(figure, rest);
  },
};

/** 40: in process here; over HTTP with the package that brings it. */
export const tenThousand: Scenario = {
  number: 40,
  name: "10,000 clients leaving at random",
  variant: "in process",
  invariants: ["E"],
  kinds,
  run: async (stage) => {
    const { figure, ...rest } = await leaving(
      stage,
      stage.pick(500, 10_000),
      stage.pick(20, 200),
      0,
    );
    return stage.verdict(figure, rest);
  },
};

/** 38: one that reads slowly reads pages, at its own pace; the others do not wait for it. In process here. */
export const slowReader: Scenario = {
  number: 38,
  name: "slow client",
  variant: "in process",
  invariants: ["A", "E"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const settings = { ringEvents: 64, pageEvents: 200, lingerMs: 200 };
    const [writing, reading] = [stage.process(server), stage.process(server, { settings })];
    const play = await busy(stage, {
      writing,
      reading: [reading],
      calm: writing,
      streams: 2,
      gapMs: 8,
    });
    const [slow, unheard] = [stage.pick(2, 20), createDelays()];
    const laggards = play.pens.flatMap(({ log }) =>
      Array.from({ length: slow }, () =>
        stage.ear(reading, log.stream, { slowMs: 5, delays: unheard }),
      ),
    );
    const before = process.memoryUsage().rss;
    await stage.pause(stage.pick(350, 10_000));
    const mb = Math.max(0, Math.round((process.memoryUsage().rss - before) / 1_048_576));
    const p99 = stage.delays.at(0.99);
    const more = p99 > 1_000 ? [violation("D", `others waited ${ms(p99)}`)] : [];
    for (const pen of play.pens) {
      await pen.rest();
      await pen.complete();
    }
    await Promise.race([Promise.all(laggards.map((ear) => ear.done)), stage.pause(30_000)]);
    return play.finish(() => `others p99 ${ms(p99)}, RSS + ${mb} MB`, { more });
  },
};
