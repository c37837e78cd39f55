import { kinds, type Scenario } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import { busy } from "../stage/busy.ts";
import { codeOf } from "../stage/calling.ts";
import type { Stage } from "../stage/stage.ts";

/** A producer that falls silent without a word, and a lease that is over. */
const dead = async (stage: Stage, port: number): Promise<string> => {
  const dying = stage.process(
    { port },
    {
      weather: {},
      settings: {
        leaseMs: 250,
        heartbeatMs: 50,
        graceMs: 5_000,
        commandTimeoutMs: 300,
        giveUpMs: 500,
      },
    },
  );
  const id = stage.id();
  const pen = await stage.pen(dying, id);
  await pen.write();
  dying.weather.down = true;
  pen.log.cut = true;
  await stage.pause(350);
  return id;
};

/** 23: of fifty that take over at once, one does; and an outage longer than the lease kills no living producer. */
export const takeovers: Scenario = {
  number: 23,
  name: "50 takeovers at once; heartbeats that race",
  invariants: ["B", "C", "D"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const proxy = await stage.proxy(server);
    const settings = { leaseMs: 700, graceMs: 2_500, heartbeatMs: 100, commandTimeoutMs: 15_000 };
    const living = stage.process(proxy, { settings });
    const calm = stage.process(server, { settings });
    const more: Violation[] = [];
    // Who could declare them lost has the same outage: one that only they have may well cost them their streams.
    const watching = stage.process(proxy, { settings });
    const reading = [living, watching];
    const play = await busy(stage, { writing: living, reading, calm, gapMs: 30 });

    for (let round = 0; round < stage.pick(1, 10); round++) {
      const id = await dead(stage, server.port);
      const rivals = [stage.process(server), stage.process(server), stage.process(server)];
      const tries = await Promise.all(
        Array.from({ length: 50 }, (_, at) =>
          stage.start(rivals[at % 3] ?? calm, id, { ifStale: "take-over" }),
        ),
      );
      const owners = tries.flatMap((one) => (one.ok ? [one.value] : []));
      if (owners.length !== 1) more.push(violation("B", `${id}: ${owners.length} took over`));
      await Promise.all(owners.map((pen) => pen.write()));
      await Promise.all(owners.map((pen) => pen.complete()));
    }

    // Longer than the lease: whoever comes back first sees every lease over.
    const outages = [
      async (on: boolean) => {
        await proxy.refuse(on);
        if (on) proxy.reset();
      },
      (on: boolean) => proxy.blackhole(on),
      (on: boolean) => (on ? server.pause() : server.resume()),
    ];
    stage.before(() => server.resume());
    for (const outage of stage.pick([stage.random.pick(outages)], outages)) {
      await outage(true);
      await stage.pause(stage.pick(900, 3_000));
      await play.goesOn(() => outage(false));
    }
    for (const { log, writer } of play.pens) {
      const { aborted, reason } = writer.signal;
      if (aborted) more.push(violation("D", `${log.name} lives, and was told ${codeOf(reason)}`));
    }
    return play.finish(
      () => `${stage.pick(1, 10)} owners, ${play.pens.length} of ${play.pens.length} alive`,
      {
        more,
      },
    );
  },
};

/** 24: it was started, or taken over, and nobody was told; the retry recognises its own. */
export const beginningLost: Scenario = {
  number: 24,
  name: "reply to a start or a takeover lost",
  invariants: ["B", "C", "D"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const proxy = await stage.proxy(server);
    const calm = stage.process(server);
    const proc = stage.process(proxy);
    await stage.pen(proc, stage.id());
    const more: Violation[] = [];
    let rounds = 0;
    for (; rounds < stage.pick(4, 40); rounds++) {
      const takeOver = rounds % 2 === 1;
      const id = takeOver ? await dead(stage, server.port) : stage.id();
      proxy.dropReplies(true);
      const starting = stage.start(proc, id, { ifStale: "take-over" });
      await stage.pause(stage.random.whole(10, 60));
      proxy.reset();
      proxy.dropReplies(false);
      const begun = await starting;
      const expected = takeOver ? "taken-over" : "new";
      if (!begun.ok) {
        more.push(violation("B", `${id}: its own start was refused as ${begun.code}`));
        continue;
      }
      const { began } = begun.value.writer;
      if (began !== expected) more.push(violation("B", `${id}: ${began}, not ${expected}`));
      await begun.value.write();
      await begun.value.complete();
    }
    return stage.verdict(`${rounds} recognised`, { calm, more });
  },
};

/** 25: a stop and a completion at the same moment; one terminal stands, and both are told of it. */
export const stopRace: Scenario = {
  number: 25,
  name: "stop races completion",
  invariants: ["B", "D"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const [writing, stopping] = [stage.process(server), stage.process(server)];
    const more: Violation[] = [];
    let stopped = 0;
    const race = async (): Promise<void> => {
      const id = stage.id();
      const pen = await stage.pen(writing, id);
      for (let at = stage.random.whole(0, 4); at > 0; at--) void pen.write();
      const [headStart, how] = [stage.random.whole(0, 6), stage.random.chance(0.75)];
      const later = (act: () => Promise<unknown>, on: boolean) =>
        on ? stage.pause(headStart).then(act) : act();
      await Promise.all([
        later(() => pen.complete(), how),
        later(() => stage.stop(stopping, id), !how),
      ]);
      const { terminal } = await pen.writer.complete().catch(() => ({ terminal: "failed" }));
      if (terminal === "stopped") stopped += 1;
    };
    const rounds = stage.pick(60, 1_000);
    for (let at = 0; at < rounds; at += 20) {
      await Promise.all(Array.from({ length: 20 }, race));
    }
    return stage.verdict(`${stopped} of ${rounds} stopped`, { calm: stopping, more });
  },
};
