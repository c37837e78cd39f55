import { kinds, type Scenario } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import { busy } from "../stage/busy.ts";
import { createDelays, ms } from "../stage/delays.ts";
import type { Ear } from "../stage/ear.ts";

/** A follower looks for itself at least so often; the rest is for a busy machine. */
const noticedMs = 2_000;

const told = (ears: readonly Ear[], code: string, from: number): Violation[] =>
  ears.flatMap((ear) => {
    const wrong: Violation[] = [];
    if (ear.ending() !== code) {
      wrong.push(violation("D", `${ear.log.name} was told ${ear.ending()}, not ${code}`));
    }
    const took = ear.endedAt() - from;
    if (!(took < noticedMs))
      wrong.push(violation("D", `${ear.log.name} was told after ${ms(took)}`));
    return wrong;
  });

/** 29: a slow reader of an ended stream finds it gone in the middle; a live one sees it go before its time. */
export const expired: Scenario = {
  number: 29,
  name: "expiry while followed",
  invariants: ["A", "D"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const admin = stage.admin(server);
    const writing = stage.process(server, { settings: { endedTtlMs: 1_000 } });
    const slow = stage.process(server, { settings: { pageEvents: 4, lingerMs: 200 } });
    const more: Violation[] = [];
    const took = createDelays();
    for (let round = 0; round < stage.pick(1, 8); round++) {
      const ended = await stage.pen(writing, stage.id());
      for (let n = 0; n < 40; n++) void ended.write();
      await ended.complete();
      const over = performance.now() + 1_000;
      const reader = stage.ear(slow, ended.log.stream, { slowMs: 60 });

      const live = await stage.pen(writing, stage.id());
      await live.write();
      const listeners = [1, 2].map(() => stage.ear(slow, live.log.stream));
      await stage.until(() => listeners.every((ear) => ear.count() >= 2));
      const keys = ["m", "e"].map((half) => `segno:{${live.log.stream}}:${half}`);
      await Promise.all(keys.map((key) => admin.pexpire(key, 50)));
      const gone = performance.now() + 50;
      await Promise.race([
        Promise.all([reader, ...listeners].map((ear) => ear.done)),
        stage.pause(4_000),
      ]);
      took.add(reader.endedAt() - over);
      for (const ear of listeners) took.add(ear.endedAt() - gone);
      more.push(...told([reader], "expired", over), ...told(listeners, "deleted", gone));
    }
    const calm = slow;
    return stage.verdict(`told in ${ms(took.max())}`, {
      calm,
      more,
      mayEnd: ["expired", "deleted"],
    });
  },
};

/** 30: whoever comes back with a position of the old life is given the new one from its start, marked. */
export const recreated: Scenario = {
  number: 30,
  name: "delete and recreate one id",
  invariants: ["A", "B", "D"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const [writing, calm] = [stage.process(server), stage.process(server)];
    const stream = stage.id();
    let going = true;
    const options = { persistent: () => going };
    const ears = [0, 1, 2, 3].map((at) =>
      stage.ear(calm, stream, { ...options, restless: at % 2 === 1 }),
    );
    const lives = stage.pick(12, 150);
    for (let life = 0; life < lives; life++) {
      const pen = await stage.pen(writing, stream);
      for (let n = stage.random.whole(0, 12); n > 0; n--) {
        void pen.write();
        if (stage.random.chance(0.3)) await stage.pause(stage.random.whole(0, 10));
      }
      if (life === lives - 1) going = false;
      const removing = stage.random.chance(0.5) && going;
      if (!removing) await pen.complete();
      else {
        const what = { what: "remove", stream, by: calm.name, withinMs: 5_000 };
        await stage.call(what, () =>
          calm.streams.remove(stream, { incarnation: pen.log.incarnation }),
        );
        await stage.until(() => pen.writer.signal.aborted, 3_000);
      }
      await stage.pause(stage.random.whole(0, 60));
    }
    await Promise.race([Promise.all(ears.map((ear) => ear.done)), stage.pause(8_000)]);
    const seen = ears.flatMap(({ log }) => log.sittings).flatMap(({ events }) => events);
    const resets = seen.filter((event) => event.reset).length;
    return stage.verdict(`stale = 0, ${resets} resets over ${lives} lives`, {
      calm,
      mayEnd: ["deleted", "expired", "not-found"],
    });
  },
};

/** 31: everything is gone at once, without a notice. */
export const flushedAll: Scenario = {
  number: 31,
  name: "FLUSHALL",
  invariants: ["A", "D"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const admin = stage.admin(server);
    const [writing, calm] = [stage.process(server), stage.process(server)];
    const play = await busy(stage, { writing, reading: [calm], calm, gapMs: 20, streams: 6 });
    await stage.pause(stage.pick(700, 3_200));
    await admin.flushall();
    const at = performance.now();
    await Promise.race([Promise.all(play.ears.map((ear) => ear.done)), stage.pause(4_000)]);
    const took = createDelays();
    for (const ear of play.ears) took.add(ear.endedAt() - at);
    const writers = play.pens.filter(({ writer }) => !writer.signal.aborted);
    const more = [
      ...told(play.ears, "deleted", at),
      ...writers.map(({ log }) => violation("D", `${log.name} was not told in 4 s`)),
    ];
    const mayEnd = ["deleted"];
    return play.finish(() => `told in ${ms(took.max())}`, { more, mayEnd });
  },
};
