import type { RedisServer } from "@segno/tools/servers";
import { command, startSentinels } from "@segno/tools/servers";
import { Redis } from "ioredis";
import { kinds, type Scenario } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import { busy } from "../stage/busy.ts";
import { ms } from "../stage/delays.ts";
import { apart } from "../stage/places.ts";
import type { Stage } from "../stage/stage.ts";

/** A master and its replica, behind one address; and the way of the replication, to be blocked. */
const pair = async (stage: Stage) => {
  const master = await stage.server();
  const wire = await stage.proxy(master);
  const config = { replicaof: ["127.0.0.1", String(wire.port)], "repl-timeout": "60" };
  const replica = await stage.server(config);
  const address = await stage.proxy(master);
  // Both say that they are in step before what is new is really sent. What arrived first may have come with the
  // snapshot; what is written after that and arrives was sent.
  let probe = 0;
  const arrives = async (): Promise<boolean> => {
    probe += 1;
    await command(master.port, ["SET", "probe", String(probe)]);
    await stage.pause(20);
    return (await command(replica.port, ["GET", "probe"])) === String(probe);
  };
  const inStep = async (): Promise<boolean> => (await arrives()) && (await arrives());
  if (!(await stage.until(inStep))) throw new Error("the replica is not in step");
  return { master, replica, wire, address };
};

/** The replica becomes the master, and whoever dials the address reaches it. */
const promote = async (
  { address }: Awaited<ReturnType<typeof pair>>,
  to: RedisServer,
): Promise<void> => {
  await command(to.port, ["REPLICAOF", "NO", "ONE"]);
  address.retarget(to.port);
  address.reset();
};

/** 32: what the new master never got, the producers send it again; nobody sees other bytes. */
export const laggingSame: Scenario = {
  number: 32,
  name: "failover to a lagging replica, same producer",
  invariants: ["A", "B"],
  kinds,
  run: async (stage) => {
    const servers = await pair(stage);
    const [writing, calm] = [stage.process(servers.address), stage.process(servers.replica)];
    const reading = stage.process(servers.address);
    const play = await busy(stage, { writing, reading: [reading], calm });
    await stage.pause(200);
    servers.wire.blackhole(true);
    await stage.pause(stage.pick(300, 2_000));
    await servers.master.kill();
    await promote(servers, servers.replica);
    await stage.pause(stage.pick(700, 2_000));
    return play.finish(() => `${writing.counts.healed} events healed`);
  },
};

/** 33: the producer is gone with the master; another takes over, and who saw what was lost is told. */
export const laggingOther: Scenario = {
  number: 33,
  name: "failover to a lagging replica, new producer",
  invariants: ["A", "C", "D"],
  kinds,
  run: async (stage) => {
    const servers = await pair(stage);
    const dying = stage.process(servers.address, {
      weather: {},
      settings: { leaseMs: 700, heartbeatMs: 100, giveUpMs: 500, commandTimeoutMs: 500 },
    });
    const reading = stage.process(servers.address);
    const calm = stage.process(servers.replica);
    const ears = ["steady"] as const;
    const play = await busy(stage, { writing: dying, reading: [reading], calm, ears, streams: 6 });
    await stage.pause(200);
    servers.wire.blackhole(true);
    await stage.pause(stage.pick(300, 2_000));
    dying.weather.down = true;
    await Promise.all(play.pens.map((pen) => pen.rest()));
    await stage.pause(20);
    await servers.master.kill();
    const heads = await Promise.all(
      play.pens.map(({ writer }) => calm.adapter.store.head(writer.streamId)),
    );
    await promote(servers, servers.replica);
    await stage.pause(750);
    const more: Violation[] = [];
    const next = await Promise.all(
      play.pens.map(({ log }) => stage.pen(reading, log.stream, { ifStale: "take-over" })),
    );
    for (const pen of next) {
      for (let n = 0; n < 5; n++) await pen.write();
      await pen.complete();
    }
    await Promise.race([Promise.all(play.ears.map((ear) => ear.done)), stage.pause(6_000)]);
    // Who had seen more than the new master knows must be told.
    const past = play.ears.filter((ear) => {
      const at = play.pens.findIndex(({ log }) => log.stream === ear.log.stream);
      return ear.log.sittings.some(({ events }) =>
        events.some(({ offset, position }) => {
          const old = position.split(".")[2] === "1";
          return old && offset > (heads[at]?.head?.offset ?? 0);
        }),
      );
    });
    const silent = past.filter((ear) => ear.ending() !== "diverged");
    for (const ear of silent) {
      more.push(violation("A", `${ear.log.name} saw what was lost, and was told ${ear.ending()}`));
    }
    return stage.verdict(`silent = ${silent.length}, ${past.length} told`, {
      calm,
      more,
      mayEnd: ["diverged"],
      except: ["B"],
    });
  },
};

/** 34: a master that was demoted refuses writes; what it took between is sent again to the new one. */
export const demoted: Scenario = {
  number: 34,
  name: "write to a demoted master",
  invariants: ["A", "B"],
  kinds,
  run: async (stage) => {
    const servers = await pair(stage);
    const { master, replica, address } = servers;
    const [writing, reading] = [stage.process(address), stage.process(address)];
    const calm = stage.process(replica);
    const play = await busy(stage, { writing, reading: [reading], calm });
    await stage.pause(300);
    await command(replica.port, ["REPLICAOF", "NO", "ONE"]);
    await command(master.port, ["REPLICAOF", "127.0.0.1", String(replica.port)]);
    await stage.pause(stage.random.whole(20, stage.pick(200, 1_000)));
    // Nothing is reset: READONLY alone says that the way leads elsewhere now.
    const recovery = await play.goesOn(() => address.retarget(replica.port));
    await stage.pause(300);
    return play.finish(() => `recovery ${ms(recovery)}`);
  },
};

/** 32 again, as it is done in earnest: three sentinels agree, and the clients ask them. */
export const bySentinel: Scenario = {
  number: 32,
  name: "failover, same producer",
  variant: "by sentinels",
  invariants: ["A", "B"],
  kinds,
  run: async (stage) => {
    const watched = await startSentinels({ downAfterMs: stage.pick(300, 1_000) });
    stage.defer(() => watched.stop());
    const { sentinels, name, master } = watched;
    const known = sentinels.map(({ port }) => ({ host: "127.0.0.1", port }));
    const template = new Redis({ sentinels: known, name, lazyConnect: true });
    const { writing, play } = await apart(stage, template);
    await stage.pause(300);
    const outage = await play.goesOn(() => master.kill(), { more: 6, withinMs: 20_000 });
    const more = Number.isFinite(outage) ? [] : [violation("A", "nothing went on in 20 s")];
    return play.finish(() => `outage ${ms(outage)}, ${writing.counts.healed} healed`, { more });
  },
};
