import type { LifecycleEvent, Projection, StreamId, Streams } from "@segno/core";
import { demand } from "../kit/law.ts";
import { show } from "../kit/same.ts";
import type { Until } from "../kit/until.ts";
import type { HistoryPlan, LifePlan } from "./history.ts";

export type Setting<A> = {
  readonly id: StreamId;
  /** A process of its own over the one adapter. */
  readonly process: () => Streams<A>;
  readonly until: Until;
  readonly sleep: (ms: number) => Promise<void>;
};

export type Folding<A, State> = {
  readonly projection: Projection<State, LifecycleEvent<A>>;
  /** Whether two states are the same; by default, whether they are the same JSON. */
  readonly same?: (one: State, other: State) => boolean;
};

const live = async <A>(streams: Streams<A>, id: StreamId, plan: LifePlan<A>): Promise<void> => {
  const writer = await streams.start(id);
  let count = 0;
  for (const payload of plan.payloads) {
    await writer.ready;
    const written = writer.write(payload);
    count += 1;
    if (count % plan.breath === 0) await written;
  }
  if (plan.end === "complete") await writer.complete();
  if (plan.end === "fail") await writer.fail(new Error("the source broke off"));
  if (plan.end === "stop") await streams.stop(id);
};

/**
 * P16: the state folded live, across any cuts, from a replay and from `read` is one state. Each device is a
 * process of its own; a history may have several lives, of which only the last one counts in the end.
 */
export const foldsAlike = async <A, State>(
  { id, process, until, sleep }: Setting<A>,
  { lives, cuts }: HistoryPlan<A>,
  { projection, same = (one, other) => show(one) === show(other) }: Folding<A, State>,
): Promise<void> => {
  let over = false;
  // By hand, and so without what `foldStream` does at a reset: what a projection keeps over one must not show.
  const step = (state: State, event: LifecycleEvent<A>): State => projection.evolve(state, event);

  const device = async (legs: readonly number[]): Promise<State> => {
    const streams = process();
    let state = projection.initial;
    let after = "0";
    for (let leg = 0; ; leg++) {
      const whole = over;
      let read = 0;
      for await (const event of streams.follow(id, { after, wait: 60_000 })) {
        state = step(state, event);
        after = event.position;
        read += 1;
        if (read >= (legs[leg] ?? Number.POSITIVE_INFINITY)) break;
      }
      if (whole && read === 0) return state;
      if (read === 0) await sleep(5);
    }
  };

  const devices = [[], ...cuts].map(device);
  const streams = process();
  for (const plan of lives) {
    await until(live(streams, id, plan), "the production");
    await until(sleep(1), "a moment between two lives");
  }
  over = true;
  const { events } = await until(streams.read(id), "a read of the whole");
  const expected = events.reduce(step, projection.initial);
  const compare = (state: State, how: string): void => {
    const told = `${how} is not the state that \`read\` gives`;
    demand(same(state, expected), `${told}:\n  read: ${show(expected)}\n  but:  ${show(state)}`);
  };
  for (const [at, folding] of devices.entries()) {
    const state = await until(folding, `device ${at}`);
    compare(state, at === 0 ? "The state folded live" : `The state folded across cuts (${at})`);
  }
  compare(await until(device([]), "a replay"), "The state folded from a replay");
  compare(await until(device(cuts[0] ?? []), "a replay with cuts"), "A replay with cuts");
};
