import { kinds, type Scenario } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import type { Said } from "../log/history.ts";
import { codeOf } from "../stage/calling.ts";
import { createDelays, ms } from "../stage/delays.ts";
import type { Proc } from "../stage/proc.ts";
import type { Stage } from "../stage/stage.ts";

class ModelError extends Error {
  readonly code = "model-overloaded";
}

/** Yields so many, and throws. */
async function* throwing(stage: Stage, count: number): AsyncGenerator<Said> {
  for (let n = 0; n < count; n++) {
    if (stage.random.chance(0.2)) await stage.pause(1);
    yield { w: "source", n };
  }
  throw new ModelError("the model is overloaded");
}

/** Yields for ever, with or without pauses, until it is let go of. */
async function* endless(stage: Stage, gapMs: number, onGone: () => void): AsyncGenerator<Said> {
  try {
    for (let n = 0; ; n++) {
      await stage.pause(gapMs);
      yield { w: "source", n };
    }
  } finally {
    onGone();
  }
}

const last = (ear: ReturnType<Stage["ear"]>): string => {
  const event = ear.last();
  return event?.type === "failed" ? `failed ${event.code}` : (event?.type ?? "nothing");
};

/** Its error is the run's, and the stream's. */
const throws = async (stage: Stage, proc: Proc, wrong: (what: string) => void): Promise<void> => {
  const id = stage.id();
  const ear = stage.ear(proc, id);
  const count = stage.random.whole(0, 40);
  const what = stage.random.chance(0.5)
    ? proc.streams.pipe(id, throwing(stage, count)).then(({ done }) => done)
    : proc.streams.run(id, async (run) => {
        for await (const said of throwing(stage, count)) void run.write(said);
      });
  const error = await what.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof ModelError)) wrong(`the source's error came as ${codeOf(error)}`);
  await Promise.race([ear.done, stage.pause(3_000)]);
  if (last(ear) !== "failed model-overloaded") wrong(`its reader saw ${last(ear)}`);
  if (ear.count() !== count + 2) wrong(`its reader saw ${ear.count()} of ${count + 2}`);
};

/** Somebody stops it: the source is let go of, the pipe resolves, and readers end. */
const stopped = async (
  stage: Stage,
  [writing, other]: readonly [Proc, Proc],
  wrong: (what: string) => void,
): Promise<number> => {
  const id = stage.id();
  let gone = false;
  const source = endless(stage, stage.random.whole(0, 5), () => {
    gone = true;
  });
  const piped = await writing.streams.pipe(id, source);
  const ear = stage.ear(other, id);
  await stage.pause(stage.random.whole(0, 60));
  const began = performance.now();
  await stage.stop(other, id, { withinMs: 2_000 });
  const ended = await Promise.race([piped.done, stage.pause(3_000)]);
  const took = performance.now() - began;
  if (ended?.terminal !== "stopped") wrong("a stopped pipe did not resolve as stopped");
  if (!(await stage.until(() => gone, 2_000))) wrong("the source was not let go of");
  await Promise.race([ear.done, stage.pause(3_000)]);
  if (last(ear) !== "stopped") wrong(`its reader saw ${last(ear)}`);
  return took;
};

/** 42: what a source does wrong is told to who runs it, and to who follows. */
export const badSources: Scenario = {
  number: 42,
  name: "a source that throws; one that never ends, stopped",
  invariants: ["D"],
  kinds,
  run: async (stage) => {
    const server = await stage.server();
    const [writing, calm] = [stage.process(server), stage.process(server)];
    const more: Violation[] = [];
    const wrong = (what: string): void => void more.push(violation("D", what));
    const took = createDelays();
    for (let round = 0; round < stage.pick(8, 100); round++) {
      await Promise.all([
        throws(stage, writing, wrong),
        stopped(stage, [writing, calm], wrong).then(took.add),
      ]);
    }
    // The sources write themselves, behind the back of the log: what is stored is seen by the readers alone.
    return stage.verdict(`stop to end ${ms(took.max())}`, { calm, more, streams: [] });
  },
};
