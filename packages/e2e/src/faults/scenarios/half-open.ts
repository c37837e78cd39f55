import type { TcpProxy } from "@segno/tools/proxy";
import { kinds, type Scenario } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import { busy } from "../stage/busy.ts";
import { createDelays, ms } from "../stage/delays.ts";
import { proxied } from "../stage/places.ts";
import type { Stage } from "../stage/stage.ts";

/** Every dead connection is noticed in so much time. */
const noticedMs = 2_000;

/** How long it takes until somebody dials anew. */
const noticed = async (stage: Stage, proxy: TcpProxy, begin: () => void): Promise<number> => {
  const { accepted } = proxy.connections;
  const began = performance.now();
  begin();
  await stage.until(() => proxy.connections.accepted > accepted, 10_000);
  return performance.now() - began;
};

const late = (took: number, what: string): Violation[] =>
  took <= noticedMs ? [] : [violation("D", `${what} went unnoticed for ${ms(took)}`)];

const swallow = async (stage: Stage, which: "subscribers" | "commands") => {
  const { proxy, proc, calm } = await proxied(stage);
  const play = await busy(stage, { writing: proc, reading: [proc, calm], calm });
  const took = createDelays();
  const more: Violation[] = [];
  for (let round = 0; round < stage.pick(1, 6); round++) {
    await stage.pause(stage.random.whole(100, 400));
    const one = await noticed(stage, proxy, () => proxy.blackholeOpen(which));
    took.add(one);
    more.push(...late(one, `a dead connection (${which})`));
  }
  return play.finish(() => `noticed in ${ms(took.max())}`, { more });
};

/** 10: notices no longer come, and nothing says so. */
export const halfOpenSubscriber: Scenario = {
  number: 10,
  name: "half-open subscriber",
  invariants: ["A", "D"],
  kinds,
  run: (stage) => swallow(stage, "subscribers"),
};

/** 11: appends are sent into nothing. */
export const halfOpenCommands: Scenario = {
  number: 11,
  name: "half-open command connection",
  invariants: ["A", "B", "D"],
  kinds,
  run: (stage) => swallow(stage, "commands"),
};

/** 13: nobody answers the door. */
export const refused: Scenario = {
  number: 13,
  name: "refused for 5 s",
  invariants: ["A"],
  kinds,
  run: async (stage) => {
    const { proxy, proc, calm } = await proxied(stage);
    const play = await busy(stage, { writing: proc, reading: [proc], calm });
    await stage.pause(200);
    await proxy.refuse(true);
    proxy.reset();
    await stage.pause(stage.pick(800, 5_000));
    const recovery = await play.goesOn(() => proxy.refuse(false));
    await stage.pause(200);
    return play.finish(() => `recovery ${ms(recovery)}`);
  },
};
