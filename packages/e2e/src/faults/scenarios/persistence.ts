import { readdirSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import type { RedisServer } from "@segno/tools/servers";
import { kinds, type Scenario } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import { busy } from "../stage/busy.ts";
import { createDelays, ms } from "../stage/delays.ts";
import { apart } from "../stage/places.ts";
import type { Stage } from "../stage/stage.ts";

/** Killed and started again in its place, again and again. */
const killed = async (stage: Stage, fsync: string) => {
  const server = await stage.server({ appendonly: "yes", appendfsync: fsync });
  const { play } = await apart(stage, server);
  const outage = createDelays();
  for (let round = 0; round < stage.pick(2, 20); round++) {
    await stage.pause(stage.random.whole(50, 300));
    await server.kill();
    outage.add(await play.goesOn(() => server.restart()));
  }
  return { play, outage };
};

export const killedAlways: Scenario = {
  number: 3,
  name: "kill -9, AOF always, x20",
  invariants: ["A", "B"],
  kinds,
  run: async (stage) => {
    const { play, outage } = await killed(stage, "always");
    return play.finish(() => `outage ${ms(outage.max())}`);
  },
};

/** The kernel keeps what a killed server had written: a healthy machine loses nothing with everysec either. */
export const killedEverysec: Scenario = {
  number: 4,
  name: "kill -9, AOF everysec, x20",
  invariants: ["A", "B"],
  kinds,
  run: async (stage) => {
    const { play, outage } = await killed(stage, "everysec");
    return play.finish(
      () =>
        `${play.writing.counts.healed} acknowledged lost and healed, outage ${ms(outage.max())}`,
    );
  },
};

/** 5: it comes back empty; everybody is told, writers and followers. */
export const nothingPersisted: Scenario = {
  number: 5,
  name: "kill -9, nothing persisted",
  invariants: ["A", "D"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const [writing, calm] = [stage.process(server), stage.process(server)];
    const ears = ["steady", "restless"] as const;
    const play = await busy(stage, { writing, reading: [calm], calm, ears });
    await stage.pause(400);
    await server.kill();
    await stage.pause(stage.pick(50, 2_000));
    await server.restart();
    const back = performance.now();
    await Promise.race([Promise.all(play.ears.map((ear) => ear.done)), stage.pause(6_000)]);
    const took = createDelays();
    const more: Violation[] = [];
    for (const ear of play.ears) {
      took.add(ear.endedAt() - back);
      if (!["deleted", "expired"].includes(ear.ending())) {
        more.push(violation("D", `${ear.log.name} was told ${ear.ending()}`));
      }
    }
    if (!(took.max() < 3_000)) more.push(violation("D", `told after ${ms(took.max())}`));
    return play.finish(() => `told in ${ms(took.max())}`, { more, mayEnd: ["deleted", "expired"] });
  },
};

/** The newest of its append-only files. */
const tailOf = ({ dir }: RedisServer): string => {
  const folder = join(dir, "appendonlydir");
  const name = readdirSync(folder).find((file) => file.endsWith(".incr.aof"));
  if (!name) throw new Error(`no append-only file in ${folder}`);
  return join(folder, name);
};

/** 6: the machine lost its last writes; their producers, which still hold them, bring them back. */
export const tailCut: Scenario = {
  number: 6,
  name: "AOF tail cut off",
  invariants: ["A", "B"],
  kinds,
  run: async (stage) => {
    const server = await stage.server({ appendonly: "yes", appendfsync: "everysec" });
    const { writing, play } = await apart(stage, server);
    for (let round = 0; round < stage.pick(1, 10); round++) {
      await stage.pause(stage.random.whole(200, 600));
      await server.kill();
      const file = tailOf(server);
      truncateSync(file, statSync(file).size - stage.random.whole(2_000, 12_000));
      await play.goesOn(() => server.restart());
    }
    return play.finish(() => `${writing.counts.healed} events healed`);
  },
};
