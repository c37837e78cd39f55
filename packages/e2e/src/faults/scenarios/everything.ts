import { type Cast, perform, zombieSettings } from "../everything/play.ts";
import { noTally, tallied } from "../everything/tally.ts";
import { troubles } from "../everything/troubles.ts";
import { kinds, type Scenario } from "../frame/scenario.ts";
import { violation } from "../frame/violation.ts";
import type { Proc } from "../stage/proc.ts";

/** 44: streams begin, are followed, handed over, stopped and completed, and one thing after another goes wrong. */
export const everything: Scenario = {
  number: 44,
  name: "everything at once",
  invariants: ["A", "B", "C", "D", "E"],
  kinds,
  run: async (stage) => {
    const { random } = stage;
    const server = await stage.server();
    const proxies = [
      await stage.proxy(server),
      await stage.proxy(server),
      await stage.proxy(server),
    ];
    const [first, second, third] = proxies;
    const at = (proxy = first): Proc => stage.process(proxy ?? server);
    const tally = noTally();
    const cast: Cast = {
      stage,
      tally,
      writing: [at(first), at(second)],
      reading: [at(second), at(third), stage.process(server)],
      calm: stage.process(server),
      zombie: () => stage.process(random.pick(proxies), { weather: {}, settings: zombieSettings }),
      followers: stage.pick(6, 46),
      gapMs: stage.pick(5, 12),
    };
    const ground = { stage, server, proxies, admin: stage.admin(server) };
    stage.before(() => server.resume());
    const length = stage.minutes === null ? stage.pick(1_200, 30_000) : stage.minutes * 60_000;
    const until = performance.now() + length;
    const goingOn = (): boolean => performance.now() < until;

    const slots = Array.from({ length: stage.pick(5, 40) }, async () => {
      while (goingOn()) await perform(cast);
    });
    const trouble = async (): Promise<void> => {
      while (goingOn()) {
        await stage.pause(random.whole(50, 600));
        tally.troubles += 1;
        await random
          .pick(troubles)
          .befall(ground)
          .catch(() => {});
      }
    };
    await Promise.all([...slots, trouble()]);
    // Where nothing went on, nothing was shown.
    const idle = tally.deliveries === 0 ? [violation("D", "no follower was given an event")] : [];
    return { figure: tallied(tally), violations: [...tally.violations, ...idle] };
  },
};
