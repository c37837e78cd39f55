import { startChild } from "../child/child.ts";
import { kinds, type Scenario } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import { createDelays, ms } from "../stage/delays.ts";

/** 22: a process that was frozen wakes up as a zombie, and is told so by its first append. */
export const zombie: Scenario = {
  number: 22,
  name: "zombie: frozen past its lease, taken over, thawed",
  invariants: ["A", "C", "D"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const terms = { leaseMs: 500, graceMs: 5_000 };
    const calm = stage.process(server, { settings: { ...terms, heartbeatMs: 100 } });
    const fenced = createDelays();
    const more: Violation[] = [];
    for (let round = 0; round < stage.pick(1, 12); round++) {
      const stream = stage.id();
      const at = { port: server.port, kind: stage.kind, stream, name: `z${round}`, gapMs: 1 };
      const child = await startChild(stage, { ...at, ...terms });
      const ears = [stage.ear(calm, stream), stage.ear(calm, stream, { restless: true })];
      await stage.until(() => child.written() > stage.random.whole(20, 60));
      child.signal("SIGSTOP");
      let pen = await stage.start(calm, stream, { ifStale: "take-over" });
      while (!pen.ok) {
        await stage.pause(20);
        pen = await stage.start(calm, stream, { ifStale: "take-over" });
      }
      pen.value.scribble(2);
      await stage.pause(stage.random.whole(20, 150));
      const thawed = performance.now();
      child.signal("SIGCONT");
      const over = await Promise.race([child.over, stage.pause(5_000)]);
      if (!over) more.push(violation("D", `${stream}: the zombie was told nothing in 5 s`));
      else fenced.add(Math.max(0, over.at - thawed));
      if (over && over.code !== "fenced") more.push(violation("D", `it was told ${over.code}`));
      await stage.pause(50);
      await pen.value.rest();
      await pen.value.complete();
      await Promise.race([Promise.all(ears.map((ear) => ear.done)), stage.pause(5_000)]);
      await child.kill();
    }
    return stage.verdict(`fenced in ${ms(fenced.max())}`, { calm, more });
  },
};

/** 41: nobody says goodbye; the lease runs out, the grace passes, and one of its readers declares it. */
export const killedMidAppend: Scenario = {
  number: 41,
  name: "producer process killed mid-append",
  invariants: ["A", "B", "D"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const terms = { leaseMs: 500, graceMs: 400 };
    const calm = stage.process(server, { settings: { ...terms, heartbeatMs: 100 } });
    const declared = createDelays();
    const more: Violation[] = [];
    for (let round = 0; round < stage.pick(1, 12); round++) {
      const stream = stage.id();
      const at = { port: server.port, kind: stage.kind, stream, name: `k${round}`, gapMs: 1 };
      const child = await startChild(stage, { ...at, ...terms });
      const ears = [1, 2, 3].map(() => stage.ear(calm, stream));
      await stage.until(() => child.written() > stage.random.whole(20, 60));
      await child.kill();
      const killed = performance.now();
      const limit = terms.leaseMs + terms.graceMs + 1_000;
      await Promise.race([Promise.all(ears.map((ear) => ear.done)), stage.pause(limit + 3_000)]);
      for (const ear of ears) {
        const took = ear.endedAt() - killed;
        const last = ear.last();
        declared.add(took);
        if (!(took <= limit))
          more.push(violation("D", `declared after ${ms(took)} of ${limit} ms`));
        if (last?.type !== "failed" || last.code !== "producer-lost") {
          more.push(violation("D", `${ear.log.name} ended with ${last?.type}`));
        }
      }
    }
    return stage.verdict(`declared in ${ms(declared.max())}`, { calm, more });
  },
};
