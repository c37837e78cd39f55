import type { Redis } from "ioredis";
import { kinds, type Scenario } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import { busy } from "../stage/busy.ts";
import { createDelays, ms } from "../stage/delays.ts";

/** From here on the server refuses every write that could take memory. */
const fill = (admin: Redis): Promise<unknown> => admin.config("SET", "maxmemory", "1mb");
const free = (admin: Redis): Promise<unknown> => admin.config("SET", "maxmemory", "0");

/** 26: a stop needs no memory to speak of, and it is what makes room in the end. */
export const stopWhenFull: Scenario = {
  number: 26,
  name: "stop while memory is full",
  invariants: ["A", "B", "D"],
  kinds,
  run: async (stage) => {
    const server = await stage.server({ "maxmemory-policy": "noeviction" });
    const admin = stage.admin(server);
    const [writing, stopping] = [stage.process(server), stage.process(server)];
    const play = await busy(stage, { writing, reading: [stopping], calm: stopping, streams: 8 });
    await stage.pause(200);
    await fill(admin);
    await stage.pause(100);
    const took = createDelays();
    const more: Violation[] = [];
    for (const { log, writer } of play.pens) {
      const stopped = await stage.stop(stopping, log.stream);
      took.add(stopped.tookMs);
      if (!stopped.ok) more.push(violation("D", `a stop was refused as ${stopped.code}`));
      else if (stopped.value.terminal !== "stopped")
        more.push(violation("D", "it was not stopped"));
      if (!(await stage.until(() => writer.signal.aborted, 3_000))) {
        more.push(violation("D", "a producer was not told of its stop in 3 s"));
      }
    }
    await free(admin);
    return play.finish(() => `stop ${ms(took.max())}`, { more });
  },
};

/** 27: what does not fit is refused whole, kept by its writer, and goes on when there is room. */
export const appendWhenFull: Scenario = {
  number: 27,
  name: "append while memory is full",
  invariants: ["A", "B", "D"],
  kinds,
  run: async (stage) => {
    const server = await stage.server({ "maxmemory-policy": "noeviction" });
    const admin = stage.admin(server);
    const settings = { leaseMs: 800, graceMs: 2_000, heartbeatMs: 150 };
    const [writing, calm] = [stage.process(server, { settings }), stage.process(server)];
    const play = await busy(stage, { writing, reading: [calm], calm });
    let refused = 0;
    for (let round = 0; round < stage.pick(1, 8); round++) {
      await stage.pause(stage.random.whole(100, 300));
      const before = writing.counts.broken;
      await fill(admin);
      await stage.pause(stage.pick(900, 2_500));
      refused += writing.counts.broken - before;
      await free(admin);
      await stage.pause(300);
    }
    const lost = play.pens.filter(({ writer }) => writer.signal.aborted).length;
    const more = lost > 0 ? [violation("D", `${lost} living producers were declared lost`)] : [];
    return play.finish(() => `${refused} refused whole, 0 lost`, { more });
  },
};

/** 28: a server that evicts takes one key of two, or both; nobody goes on as though nothing were missing. */
export const evicted: Scenario = {
  number: 28,
  name: "eviction takes one key of two",
  invariants: ["A", "D"],
  kinds,
  run: async (stage) => {
    const server = await stage.server({ "maxmemory-policy": "allkeys-lru" });
    const admin = stage.admin(server);
    const [writing, calm] = [stage.process(server), stage.process(server)];
    const gone = ["deleted", "expired", "trimmed", "not-found"];
    const streams = stage.pick(8, 60);
    const ears = ["steady", "restless"] as const;
    const play = await busy(stage, { writing, reading: [calm], calm, ears, streams, gapMs: 10 });
    await stage.pause(stage.pick(200, 1_000));
    const hit = play.pens.map(({ log }) => {
      const half = stage.random.pick(["m", "e"] as const);
      return { stream: log.stream, key: `segno:{${log.stream}}:${half}` };
    });
    await Promise.all(hit.map(({ key }) => admin.unlink(key)));
    const used = Number(/used_memory:(\d+)/.exec(await admin.info("memory"))?.[1]);
    await admin.config("SET", "maxmemory", String(used + 20_000));
    await stage.pause(stage.pick(900, 3_000));
    await admin.config("SET", "maxmemory", "0");
    // What was acknowledged is gone: that is what eviction means, and why the start warns of it.
    // A live reader that has seen everything misses nothing: it goes on.
    const told = () => play.ears.filter((ear) => gone.includes(ear.ending())).length;
    return play.finish(() => `missed = 0, ${told()} of ${play.ears.length} told`, {
      mayEnd: gone,
      except: ["B"],
    });
  },
};
