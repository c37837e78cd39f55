import type { StartOptions, Streams, SweepOptions, Swept } from "@segno/core";
import { codeFrom, reader } from "../../kit/audience.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Said, Stage } from "../../kit/stage.ts";
import type { ServiceLaw } from "./law-of-service.ts";

const swept = async (streams: Streams<Said>, options: SweepOptions): Promise<readonly Swept[]> => {
  const steps: Swept[] = [];
  for await (const step of streams.sweep(options)) steps.push(step);
  return steps;
};

/** A whole sweep; gives its last step, and all that it removed. */
const sweep = async (
  stage: Stage,
  streams: Streams<Said>,
  options: SweepOptions,
): Promise<Swept & { readonly ids: readonly string[] }> => {
  const steps = await stage.until(swept(streams, options), "a sweep");
  const last = steps.at(-1);
  demand(last !== undefined, "A sweep told nothing.");
  const ids = steps.flatMap((step) => step.streams).sort();
  demand(last.removed >= new Set(ids).size, "A sweep counts what it removed.");
  return { ...last, ids };
};

/** Whether a stream is there. */
const lives = async (stage: Stage, id: string): Promise<boolean> =>
  (await stage.trial.store.head(stage.trial.named(id))).head !== null;

type Actors = {
  readonly owner: string;
  readonly streams: Streams<Said>;
  readonly live: (options?: StartOptions) => Promise<string>;
  readonly ended: (options?: StartOptions) => Promise<string>;
};

/** Streams of an owner that nobody else has, so that laws on one store leave each other's alone. */
const acting = (stage: Stage): Actors => {
  const owner = `ann ${stage.trial.ulid()}`;
  const streams = stage.process();
  const live = async (options: StartOptions = {}): Promise<string> => {
    const id = stage.trial.id();
    await stage.until(streams.start(id, { owner, ...options }), "a start");
    return id;
  };
  const ended = async (options: StartOptions = {}): Promise<string> => {
    const id = await live(options);
    await stage.until(streams.stop(id), "a stop");
    return id;
  };
  return { owner, streams, live, ended };
};

const age = 1_000;

export const sweepingLaws: readonly ServiceLaw[] = [
  {
    name: "a sweep removes what is older and has ended, and nothing else",
    promise: "P18",
    check: async (stage) => {
      const { owner, live, ended } = acting(stage);
      const [old, oldSong] = [await ended(), await ended({ kind: "song" })];
      const living = await live();
      await stage.trial.pass(age);
      const born = stage.clock.elapsed();
      const young = await ended();
      const other = stage.process();
      // Half-way between the two, however slow the machine is until then.
      const older = (): SweepOptions => ({
        olderThan: Math.round(stage.clock.elapsed() - born + age / 2),
        owner,
      });
      const dry = await sweep(stage, other, { ...older(), dryRun: true });
      same(dry.ids, [old, oldSong].sort(), "What a dry run would remove");
      demand((await lives(stage, old)) && (await lives(stage, oldSong)), "A dry run removed it.");
      const song = await sweep(stage, other, { ...older(), kind: "song" });
      same([song.ids, song.removed], [[oldSong], 1], "What is swept of a kind");
      const rest = await sweep(stage, other, older());
      same([rest.ids, rest.cursor], [[old], null], "What is swept of the rest");
      const there = await Promise.all([old, oldSong, living, young].map((id) => lives(stage, id)));
      same(there, [false, false, true, true], "What is left");
    },
  },
  {
    name: "what lives is swept only where that is asked for, and its producer and readers are told",
    promise: "P9",
    check: async (stage) => {
      const { owner, streams, live, ended } = acting(stage);
      const over = await ended();
      const id = await live();
      const follow = reader(streams.follow(id));
      await stage.eventually(() => follow.events.length === 1, "The reader reads.");
      await sweep(stage, stage.process(), { olderThan: 0, owner });
      same([await lives(stage, over), await lives(stage, id)], [false, true], "By default");
      const another = await ended();
      // A sign of life in the middle of a sweep spares it for once.
      const sweptAway = async (one: string, only: "active" | "any"): Promise<void> => {
        const gone = async (): Promise<boolean> => {
          await sweep(stage, stage.process(), { olderThan: 0, owner, only });
          return !(await lives(stage, one));
        };
        await stage.eventually(gone, `A sweep of ${only} leaves what lives.`);
      };
      await sweptAway(id, "active");
      same(await lives(stage, another), true, "A sweep of the active leaves what has ended");
      const { events, error } = await stage.until(follow.done, "the reader");
      const last = events.at(-1)?.type;
      demand(error !== null || last === "stopped", "Its reader ends, and knows why.");
      const third = await live();
      await sweptAway(third, "any");
      same([await lives(stage, another), await lives(stage, third)], [false, false], "Any");
    },
  },
  {
    name: "a stream that begins anew while it is swept stays",
    promise: "P5",
    calm: true,
    check: async (stage) => {
      const { owner, streams, ended } = acting(stage);
      const [kept, gone] = [await ended(), await ended()];
      // Older than any answer is slow, so that a new life is not taken for one that came first.
      await stage.trial.pass(200);
      const late = stage.process({}, { delayMs: () => 100 });
      const sweeping = sweep(stage, late, { olderThan: 0, owner });
      await stage.until(streams.start(kept, { owner }), "a new life");
      const { ids, spared } = await sweeping;
      same([ids, spared], [[gone], 1], "What was swept, and what was spared");
      same((await stage.until(streams.describe(kept), "a look")).status, "active", "The new life");
    },
  },
  {
    name: "several processes sweep at once, and each stream is removed once",
    promise: "P5",
    calm: true,
    check: async (stage) => {
      const { owner, ended } = acting(stage);
      const ids = new Set<string>();
      for (let at = 0; at < 40; at++) ids.add(await ended());
      const sweeps = await Promise.all(
        [1, 2, 3].map(() => sweep(stage, stage.process(), { olderThan: 0, owner })),
      );
      const all = sweeps.flatMap((one) => one.ids).sort();
      same(all, [...ids].sort(), "Each is removed by one of them");
      same(
        sweeps.reduce((sum, { removed }) => sum + removed, 0),
        ids.size,
        "And counted once",
      );
    },
  },
  {
    name: "a sweep in parts, each from the cursor of the one before, comes to the end",
    promise: "P18",
    check: async (stage) => {
      const { owner, ended } = acting(stage);
      const ids: string[] = [];
      for (let at = 0; at < 12; at++) ids.push(await ended());
      let cursor: string | null = null;
      let parts = 0;
      do {
        const options: SweepOptions = { olderThan: 0, owner, limit: 3 };
        const part: Swept = await sweep(
          stage,
          stage.process(),
          cursor === null ? options : { ...options, cursor },
        );
        cursor = part.cursor;
        parts += 1;
        demand(parts < 100, "It never comes to its end.");
      } while (cursor !== null);
      for (const id of ids) demand(!(await lives(stage, id)), `${id} was passed over.`);
      const wrong = codeFrom(sweep(stage, stage.process(), { olderThan: 0, cursor: "nonsense" }));
      same(await wrong, "invalid-cursor", "What is no cursor");
    },
  },
  {
    name: "a sweep declares the dead producers that it meets, and removes what they left where asked",
    promise: "P10",
    check: async (stage) => {
      const owner = `ann ${stage.trial.ulid()}`;
      const dead: string[] = [];
      const weather = { down: false };
      const dying = stage.process({}, weather);
      for (let at = 0; at < 2; at++) {
        const id = stage.trial.id();
        dead.push(id);
        const writer = await stage.until(dying.start(id, { owner }), "a start");
        await stage.until(writer.write({ content: "half" }), "a write");
      }
      weather.down = true;
      await stage.trial.pass(stage.settings.leaseMs + 50);
      const old = await sweep(stage, stage.process(), { olderThan: 1e9, owner });
      same([old.ids, old.declaredLost], [[], 2], "Dead producers are met, and nothing is old");
      for (const id of dead) {
        const { head } = await stage.trial.store.head(stage.trial.named(id));
        same(head?.terminal, "failed", "What a dead producer left");
      }
    },
  },
  {
    name: "what a dead producer left is removed by a sweep of what is active, once it is declared",
    promise: "P10",
    check: async (stage) => {
      const owner = `ann ${stage.trial.ulid()}`;
      const weather = { down: false };
      const dying = stage.process({}, weather);
      const id = stage.trial.id();
      await stage.until(dying.start(id, { owner }), "a start");
      weather.down = true;
      await stage.trial.pass(stage.settings.leaseMs + 50);
      const asked = { olderThan: stage.settings.leaseMs, owner, only: "active" } as const;
      const { ids, declaredLost } = await sweep(stage, stage.process(), asked);
      same([ids, declaredLost], [[id], 1], "What was left is removed");
      same(await lives(stage, id), false, "It is gone");
    },
  },
  {
    name: "a sweep that is aborted ends with its reason, and what cannot be meant is refused",
    promise: "P17",
    calm: true,
    check: async (stage) => {
      const { owner, ended } = acting(stage);
      const id = await ended();
      const streams = stage.process();
      const abort = new AbortController();
      abort.abort(Object.assign(new Error("gone"), { code: "gone" }));
      const { signal } = abort;
      const late = (async () => swept(streams, { olderThan: 0, owner, signal }))();
      same(await stage.until(codeFrom(late), "an aborted sweep"), "gone", "The reason");
      const wrong: readonly object[] = [
        {},
        { olderThan: -1 },
        { olderThan: "1d" },
        { olderThan: 0, only: "all" },
        { olderThan: 0, limit: 0 },
        { olderThan: 0, dryRun: 1 },
        { olderThan: 0, owner: "" },
        { older: 0 },
      ];
      for (const options of wrong) {
        const code = await codeFrom((async () => swept(streams, options as SweepOptions))());
        demand(code === "invalid-options", `${JSON.stringify(options)} is taken.`);
      }
      demand(await lives(stage, id), "What was refused has removed something.");
    },
  },
];
