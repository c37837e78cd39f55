import {
  isTerminal,
  type Place,
  type Position,
  parsePosition,
  type Recorded,
  type StreamId,
  type Streams,
} from "@segno/core";
import { codeOf } from "../kit/audience.ts";
import { demand } from "../kit/law.ts";
import type { Said } from "../kit/stage.ts";
import type { ProducerPlan, ReaderPlan } from "./plan.ts";

/** A word that was written, and what its promise came to: a position, or the code of an error. */
export type Written = {
  readonly word: string;
  outcome: { readonly position: Position } | { readonly code: unknown } | null;
};

export type Producing = {
  readonly written: Written[];
  /** Its own completion was acknowledged. */
  completed: boolean;
};

export type Sitting = {
  readonly after: Position | null;
  readonly events: Recorded<Said>[];
  /** What it threw, by its code; `null` for a clean end, `left` where the reader went by itself. */
  ending: unknown;
};

export type Doings = {
  readonly streams: Streams<Said>;
  readonly id: StreamId;
  readonly sleep: (ms: number) => Promise<void>;
  readonly random: () => number;
};

/** Starts, writes words that nobody else writes, and ends as planned. */
export const produce = async (
  { streams, id, sleep, random }: Doings,
  plan: ProducerPlan,
  name: string,
  producing: Producing,
): Promise<void> => {
  await sleep(plan.at);
  try {
    const writer = await streams.start(id, { ifStale: plan.ifStale });
    for (let count = 0; count < plan.words && !writer.signal.aborted; count++) {
      await writer.ready;
      const written: Written = { word: `${name}.${count} é😀`, outcome: null };
      producing.written.push(written);
      writer.write({ content: written.word }).then(
        (position) => {
          written.outcome = { position };
        },
        (error: unknown) => {
          written.outcome = { code: codeOf(error) };
        },
      );
      if (plan.thinkMs > 0) await sleep(Math.floor(random() * plan.thinkMs));
    }
    if (plan.end === "complete") {
      const { terminal, mine } = await writer.complete();
      producing.completed = mine && terminal === "completed";
    }
    if (plan.end === "fail") await writer.fail(new Error("the source broke"));
  } catch (error) {
    demand(typeof codeOf(error) === "string", `D: ${name} ended without a code: ${String(error)}`);
  }
};

/** Reads in several sittings, each from where the last one ended. */
export const read = async (
  { streams, id, sleep, random }: Doings,
  plan: ReaderPlan,
  sittings: Sitting[],
): Promise<void> => {
  await sleep(plan.at);
  let after: Position | null = null;
  for (const [at, events] of [...plan.sittings, Number.POSITIVE_INFINITY].entries()) {
    const sitting: Sitting = { after, events: [], ending: "left" };
    sittings.push(sitting);
    const follow = streams.follow(id, { wait: 45_000, ...(after === null ? {} : { after }) });
    try {
      while (sitting.events.length < events) {
        const step = await follow.next();
        if (step.done) {
          sitting.ending = null;
          break;
        }
        sitting.events.push(step.value);
        after = step.value.position;
        if (plan.slowMs > 0) await sleep(Math.floor(random() * plan.slowMs));
      }
      await follow.return();
    } catch (error) {
      sitting.ending = codeOf(error);
    }
    const last = sitting.events.at(-1);
    if (!plan.returns && last && isTerminal(last)) return;
    if (at < plan.sittings.length) await sleep(plan.restMs);
  }
};

export const placeOf = (id: StreamId, position: Position): Place | null => {
  const parsed = parsePosition(id, position);
  return parsed._tag === "place" ? parsed.place : null;
};
