import { climates, type Weather } from "@segno/testkit";
import { kinds, type Scenario } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import { busy } from "../stage/busy.ts";
import { ms } from "../stage/delays.ts";
import { apart } from "../stage/places.ts";

const weatherOf = (name: string): Weather => {
  const climate = climates.find((one) => one.name === name);
  if (!climate) throw new Error(`there is no climate "${name}"`);
  return climate.weather();
};

/** A notice that was lost costs no more than this, whatever the machine is at. */
const longestMs = 2_500;

/** 17: no notice arrives; the position check alone moves followers on. */
export const dropped: Scenario = {
  number: 17,
  name: "notices dropped",
  invariants: ["A"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const writing = stage.process(server);
    const deaf = stage.process(server, { weather: weatherOf("notices are lost") });
    const half = stage.process(server, { weather: weatherOf("every second notice is lost") });
    const play = await busy(stage, { writing, reading: [deaf, half], calm: writing });
    await stage.pause(stage.pick(1_200, 8_000));
    const worst = stage.delays.max();
    const more: Violation[] =
      worst > longestMs ? [violation("D", `an event was ${ms(worst)} late`)] : [];
    return play.finish(() => `longest delay ${ms(worst)}`, { more });
  },
};

/** 18: old notices come again, and pairs the wrong way round. */
export const doubled: Scenario = {
  number: 18,
  name: "notices doubled, reordered",
  invariants: ["A"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const writing = stage.process(server);
    const names = ["notices are doubled, and old ones repeated", "notices are reordered"];
    const reading = names.map((name) => stage.process(server, { weather: weatherOf(name) }));
    const play = await busy(stage, { writing, reading, calm: writing });
    await stage.pause(stage.pick(1_200, 8_000));
    return play.finish(() => `${stage.delays.count()} deliveries`);
  },
};

/** 19: a script that the server forgot is sent along, and nothing is reordered by it. */
export const flushed: Scenario = {
  number: 19,
  name: "SCRIPT FLUSH every 5 ms",
  invariants: ["A", "B"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const admin = stage.admin(server);
    const { writing, play } = await apart(stage, server);
    const flushing = setInterval(() => void admin.script("FLUSH").catch(() => {}), 5);
    await stage.pause(stage.pick(1_200, 10_000));
    clearInterval(flushing);
    const stats = await admin.info("commandstats");
    const retries = /cmdstat_eval:calls=(\d+)/.exec(stats)?.[1] ?? "0";
    return play.finish(() => `${retries} retries, ${writing.counts.broken} errors`);
  },
};
