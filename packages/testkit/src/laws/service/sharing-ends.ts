import { codeFrom, codeOf } from "../../kit/audience.ts";
import { groupsOf } from "../../kit/consuming.ts";
import { declared, demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import { briefIdleMs, type Handle, saidIn, worker } from "../../kit/sharing.ts";
import type { ServiceLaw } from "./law-of-service.ts";

export const sharingEndsLaws: readonly ServiceLaw[] = [
  {
    name: "what nobody acknowledges is a dead letter after so many deliveries, and is kept",
    promise: "T20",
    calm: true,
    check: async (stage) => {
      groupsOf(stage.trial);
      const idleMs = briefIdleMs(stage);
      const id = stage.trial.id();
      const streams = stage.process();
      await stage.until(
        streams.run(id, async (run) => {
          for (const content of ["a", "poison", "b"]) await run.write({ content });
        }),
        "a run",
      );
      const told: unknown[] = [];
      const options = { idleMs, maxDeliveries: 3, onDeadLetter: (one: unknown) => told.push(one) };
      const tired = worker(streams, id, options, (delivery) =>
        saidIn([delivery])[0] === "poison" ? null : delivery.ack(),
      );
      same(await stage.until(tired.done, "the consumer"), null, "It ends all the same");
      const tries = tired.seen.filter((one) => saidIn([one])[0] === "poison");
      const counts = tries.map(({ deliveries }) => deliveries);
      same(counts, [1, 2, 3], "It is handed out so often");
      const others = tired.seen.filter((one) => !tries.includes(one));
      same(saidIn(others), ["started", "a", "b", "completed"], "The others once");
      const letters = await stage.until(streams.deadLetters(id, { group: "group" }), "letters");
      const [letter] = letters;
      const event = letter?.event;
      const content = event?.type === "chunk" ? event.data.content : event?.type;
      same([letters.length, content, letter?.deliveries], [1, "poison", 3], "It can be read");
      same(told, letters, "And whoever asked to be told was");
      const after = letter?.position;
      const behind = streams.deadLetters(id, { group: "group", after });
      same(await stage.until(behind, "letters behind it"), [], "Behind it there is none");
      const progress = await stage.until(streams.groups(id), "a look at groups");
      const group = { group: "group", waiting: 0, pending: 0, deadLetters: 1, through: true };
      same(progress, { groups: [group], heldFor: [] }, "The group is through");
    },
  },
  {
    name: "what dies takes nothing with it, whether stored or handed out with it",
    promise: "T20",
    calm: true,
    check: async (stage) => {
      groupsOf(stage.trial);
      const id = stage.trial.id();
      const streams = stage.process();
      const said = ["a", "poison", "b", "c"];
      // Not awaited: a store may keep them as one.
      await stage.until(
        streams.run(id, (run) => {
          for (const content of said) run.write({ content });
        }),
        "a run",
      );
      const seen: string[] = [];
      const dies: Handle = async (delivery) => {
        const [word = ""] = saidIn([delivery]);
        if (word === "poison") return "leave";
        await delivery.ack();
        return seen.push(word);
      };
      const options = { consumer: "ann", maxDeliveries: 2 };
      for (let lives = 0; lives < 10; lives++) {
        await stage.until(worker(streams, id, options, dies).done, "one life of the consumer");
        if ((await streams.groups(id)).groups[0]?.through) break;
      }
      same(seen, ["started", "a", "b", "c", "completed"], "All others are handed out, once");
      const letters = await stage.until(streams.deadLetters(id, { group: "group" }), "letters");
      const dead = letters.map(({ event }) => event?.type === "chunk" && event.data.content);
      same(dead, ["poison"], "It alone is dead");
    },
  },
  {
    name: "a dead letter that could not be passed on stays what it was",
    promise: "T20",
    calm: true,
    check: async (stage) => {
      groupsOf(stage.trial);
      const idleMs = briefIdleMs(stage);
      const id = stage.trial.id();
      const streams = stage.process();
      await stage.until(
        streams.run(id, () => {}),
        "a run",
      );
      let refuse = true;
      const letter = (): void => {
        if (refuse) throw new Error("not now");
      };
      const options = { idleMs, maxDeliveries: 1, onDeadLetter: letter };
      const first = worker(streams, id, options, () => {});
      const error = await stage.until(first.done, "the first");
      same(String(error), "Error: not now", "What it throws ends the iteration");
      const none = await stage.until(streams.deadLetters(id, { group: "group" }), "letters");
      same(none, [], "Nothing is dead yet");
      refuse = false;
      const second = worker(streams, id, options, () => {});
      same(await stage.until(second.done, "the second"), null, "The next one gets further");
      const dead = await stage.until(streams.deadLetters(id, { group: "group" }), "letters");
      same(
        dead.map((one) => [one.event?.type, one.deliveries]),
        [
          ["started", 1],
          ["completed", 1],
        ],
        "And now they are",
      );
    },
  },
  {
    name: "a stop in the middle reaches consumers, and they end when it is acknowledged",
    promise: "P9",
    check: async (stage) => {
      groupsOf(stage.trial);
      const id = stage.trial.id();
      const writer = await stage.until(stage.process().start(id), "a start");
      await stage.until(writer.write({ content: "a" }), "a write");
      let release = (): void => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const careful = worker(stage.process(), id, {}, async (delivery) => {
        if (delivery.event.type === "stopped") await held;
        await delivery.ack();
      });
      await stage.eventually(() => careful.seen.length === 2, "The consumer is live.");
      let ended = false;
      const other = worker(stage.process(), id);
      void other.done.then(() => {
        ended = true;
      });
      await stage.until(stage.process().stop(id), "a stop");
      await stage.eventually(
        () => saidIn([...careful.seen, ...other.seen]).includes("stopped"),
        "The stop is handed out.",
      );
      const isCareful = saidIn(careful.seen).includes("stopped");
      await stage.trial.pass(100);
      if (isCareful) same(ended, false, "Nobody ends while it is not acknowledged");
      release();
      for (const { done } of [careful, other]) {
        same(await stage.until(done, "a consumer"), null, "Then they do");
      }
      const all = [...careful.seen, ...other.seen];
      same(new Set(saidIn(all)).size, 3, "All of it was handed out");
    },
  },
  {
    name: "a new life resets consumers, who go on in it",
    promise: "P11",
    check: async (stage) => {
      groupsOf(stage.trial);
      const id = stage.trial.id();
      const first = await stage.until(stage.process().start(id), "a start");
      await stage.until(first.write({ content: "a" }), "a write");
      let release = (): void => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const kept: unknown[] = [];
      const live = worker(stage.process(), id, { from: "end" }, async (delivery) => {
        if (saidIn([delivery])[0] === "b") await held;
        kept.push(await delivery.ack());
      });
      await stage.eventually(
        async () => (await stage.process().groups(id)).groups.length === 1,
        "The consumer is there.",
      );
      await stage.until(first.write({ content: "b" }), "a write");
      await stage.eventually(() => live.seen.length === 1, "It is live, and works.");
      await stage.until(stage.process().stop(id), "a stop");
      await stage.until(
        stage.process().run(id, (run) => void run.write({ content: "again" })),
        "the next life",
      );
      release();
      same(await stage.until(live.done, "the consumer"), null, "It ends with the next life");
      same(saidIn(live.seen), ["b", "started", "again", "completed"], "It sees all of that");
      const resets = live.seen.map(({ reset }) => reset === true);
      same(resets, [false, true, false, false], "The first of it is marked as a reset");
      same(kept, [false, true, true, true], "Of the life before there is nothing to acknowledge");
    },
  },
  {
    name: "what is acknowledged of a life that is gone is not kept, and says so",
    promise: "P11",
    check: async (stage) => {
      groupsOf(stage.trial);
      const id = stage.trial.id();
      await stage.until(
        stage.process().run(id, () => {}),
        "a run",
      );
      const streams = stage.process();
      const consume = streams.consume(id, { group: "group" });
      const step = await stage.until(consume.next(), "an event");
      await stage.until(stage.process().remove(id), "a removal");
      const kept = step.done ? null : await stage.until(step.value.ack(), "an ack");
      same(kept, false, "There is nothing left to acknowledge");
      await consume.return();
    },
  },
  {
    name: "consumers of what is not there, is removed, runs out or is trimmed are told by name",
    promise: "P9",
    check: async (stage) => {
      groupsOf(stage.trial);
      const evict = declared(stage.trial.evict, "how to evict a part of a stream");
      const streams = stage.process();
      const missing = worker(streams, stage.trial.id(), { wait: 50 });
      same(codeOf(await stage.until(missing.done, "one")), "not-found", "Where nothing is started");
      const endings = {
        deleted: (id: string) => stage.process().remove(id),
        expired: () => stage.trial.pass(stage.trial.virtual ? 16_000 : 1_500),
        trimmed: (id: string) => evict(stage.trial.named(id), "log"),
      };
      for (const [code, ends] of Object.entries(endings)) {
        const id = stage.trial.id();
        const weather = {};
        const activeTtlMs = stage.trial.virtual ? 15_000 : 1_300;
        const writer = await stage.until(
          stage.process({}, weather).start(id, { activeTtlMs: activeTtlMs + 500 }),
          "a start",
        );
        const consumer = worker(stage.process({ graceMs: 3_600_000, activeTtlMs: 36_000_000 }), id);
        await stage.eventually(() => consumer.seen.length === 1, "The consumer is live.");
        if (code === "expired") Object.assign(weather, { down: true });
        await stage.until(Promise.resolve(ends(id)), "what ends it");
        if (code === "trimmed") writer.write({ content: "a" });
        same(codeOf(await stage.until(consumer.done, code)), code, `A stream that is ${code}`);
      }
    },
  },
  {
    name: "a producer that dies is declared lost in time where it is only consumed, too",
    promise: "P10",
    check: async (stage) => {
      groupsOf(stage.trial);
      const { leaseMs, graceMs } = stage.settings;
      const id = stage.trial.id();
      const weather = {};
      const writer = await stage.until(stage.process({}, weather).start(id), "a start");
      await stage.until(writer.write({ content: "half" }), "a write");
      const consumer = worker(stage.process(), id);
      await stage.eventually(() => consumer.seen.length === 2, "The consumer is live.");
      Object.assign(weather, { down: true });
      const died = stage.clock.elapsed();
      same(await stage.until(consumer.done, "the consumer", 60_000), null, "It ends by itself");
      const after = stage.clock.elapsed() - died;
      const last = consumer.seen.at(-1)?.event;
      same(last?.type === "failed" && last.code, "producer-lost", "With a loss");
      const limit = leaseMs + graceMs + 1_000 + (stage.trial.virtual ? 0 : 1_500);
      demand(after <= limit, `It took ${after} ms, more than lease + grace + 1 s.`);
    },
  },
  {
    name: "a store that is away for a while ends no consumer; one that stays away does",
    promise: "P9",
    check: async (stage) => {
      groupsOf(stage.trial);
      const id = stage.trial.id();
      const weather = {};
      const settings = { giveUpMs: stage.trial.virtual ? 20_000 : 2_000 };
      const consumer = worker(stage.process(settings, weather), id);
      const writer = await stage.until(stage.process().start(id), "a start");
      await stage.eventually(() => consumer.seen.length === 1, "The consumer is live.");
      Object.assign(weather, { down: true });
      await stage.until(writer.write({ content: "a" }), "a write");
      await stage.trial.pass(stage.trial.virtual ? 5_000 : 500);
      Object.assign(weather, { down: false });
      await stage.eventually(() => consumer.seen.length === 2, "It goes on.");
      Object.assign(weather, { down: true });
      await stage.until(writer.write({ content: "b" }), "a write");
      const code = codeOf(await stage.until(consumer.done, "the consumer"));
      same(code, "store-unavailable", "It is told in the end");
    },
  },
  {
    name: "names of groups and consumers that are none are refused before anything is asked",
    promise: "P17",
    calm: true,
    check: async (stage) => {
      groupsOf(stage.trial);
      const id = stage.trial.id();
      const streams = stage.process();
      for (const name of ["", "a b", "!a", "a/b", "x".repeat(129), 7 as never, "ä"]) {
        const refused = [
          codeFrom((async () => streams.consume(id, { group: name }))()),
          codeFrom((async () => streams.consume(id, { group: "a", consumer: name }))()),
          codeFrom(streams.deadLetters(id, { group: name })),
          codeFrom(streams.start(id, { holdUntil: { group: name } })),
        ];
        const codes = await Promise.all(refused);
        const all = codes.every((code) => code === "invalid-options");
        demand(all, `The name ${JSON.stringify(name)} is refused, wherever it is given.`);
      }
      same(await codeFrom(streams.describe(id)), "not-found", "Nothing was started");
    },
  },
];
