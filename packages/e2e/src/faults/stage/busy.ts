import type { Findings } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import type { Ear, Followed } from "./ear.ts";
import type { CheckOptions } from "./ledger.ts";
import type { Pen } from "./pen.ts";
import type { Proc } from "./proc.ts";
import type { Stage } from "./stage.ts";

export type BusyOptions = {
  readonly writing: Proc;
  readonly reading: readonly Followed[];
  /** Who looks at the store in the end, on a way that nothing disturbs. */
  readonly calm: Proc;
  readonly streams?: number;
  /** For each stream and reading process: steady, restless and late ones. */
  readonly ears?: readonly ("steady" | "restless" | "late")[];
  readonly gapMs?: number;
};

/** Streams that are written and followed, while something happens. */
export type Busy = {
  readonly writing: Proc;
  readonly pens: readonly Pen[];
  readonly ears: readonly Ear[];
  /**
   * Does what it is given, and waits until every producer has something more acknowledged than before; resolves
   * with how long all that took, in ms: Infinity where it came to nothing.
   */
  readonly goesOn: (
    act?: () => Promise<unknown> | unknown,
    enough?: { readonly more?: number; readonly withinMs?: number },
  ) => Promise<number>;
  /** Ends all streams, waits for all followers, and checks. */
  readonly finish: (figure: () => string, options?: Partial<CheckOptions>) => Promise<Findings>;
};

const patienceMs = 15_000;

export const busy = async (stage: Stage, options: BusyOptions): Promise<Busy> => {
  const { writing, reading, calm, streams = 4, gapMs = 2 } = options;
  const cast = options.ears ?? ["steady", "restless", "late"];
  const ears: Ear[] = [];
  const pens: Pen[] = [];
  const later: Promise<void>[] = [];

  for (let at = 0; at < streams; at++) {
    const id = stage.id();
    for (const proc of reading) {
      for (const how of cast) {
        const join = (): void =>
          void ears.push(stage.ear(proc, id, { restless: how === "restless" }));
        if (how !== "late") join();
        else later.push(stage.pause(stage.random.whole(20, stage.pick(600, 3_000))).then(join));
      }
    }
    pens.push(await stage.pen(writing, id));
  }
  for (const pen of pens) pen.scribble(gapMs);

  const heard = async (): Promise<Violation[]> => {
    const all = Promise.all(ears.map((ear) => ear.done));
    await Promise.race([all, stage.pause(patienceMs)]);
    const hung = ears.filter((ear) => ear.ending() === "open" || ear.ending() === "left");
    return hung
      .slice(0, 3)
      .map(({ log, last }) =>
        violation("A", `${log.stream}: ${log.name} hangs after offset ${last()?.offset ?? 0}`),
      );
  };

  return {
    writing,
    pens,
    ears,
    goesOn: async (act = () => {}, { more = 1, withinMs } = {}) => {
      const began = performance.now();
      const wanted = pens.map((pen) => pen.acknowledged() + more);
      await act();
      const all = () => pens.every((pen, at) => pen.acknowledged() >= (wanted[at] ?? 0));
      const there = await stage.until(all, withinMs);
      return there ? performance.now() - began : Number.POSITIVE_INFINITY;
    },
    finish: async (figure, more = {}) => {
      await Promise.all(later);
      await Promise.all(pens.map((pen) => pen.rest()));
      await Promise.all(pens.map((pen) => pen.complete()));
      const hung = await heard();
      return stage.verdict(figure(), { calm, ...more, more: [...hung, ...(more.more ?? [])] });
    },
  };
};
