import type { ReadOrder, Report, Seen, WriteOrder, Written } from "../cast/orders.ts";
import type { Board } from "../show/show.ts";
import type { Killed, ProducerActor, ReaderActor } from "../stage/stage.ts";

/** An act in play: gives orders, and knows how far everybody is. */
export type Play = {
  readonly read: (name: string, actor: ReaderActor, order: ReadOrder) => Promise<Seen>;
  readonly write: (
    name: string,
    actor: ProducerActor,
    order: WriteOrder,
  ) => Promise<Written | Killed>;
  /** Resolves once so much of the text is written or read. */
  readonly reaches: (name: string, characters: number) => Promise<void>;
};

type Waiter = { readonly name: string; readonly characters: number; readonly go: () => void };

export const createPlay = (board: Board): Play => {
  const reached = new Map<string, number>();
  let waiters: readonly Waiter[] = [];

  const arrive = (name: string, characters: number): void => {
    reached.set(name, characters);
    const there = waiters.filter((one) => one.name === name && one.characters <= characters);
    waiters = waiters.filter((one) => !there.includes(one));
    for (const { go } of there) go();
  };

  const tell =
    (name: string) =>
    (report: Report): void => {
      board.report(name, report);
      if (report.type !== "progress") return;
      const before = report.anew ? 0 : (reached.get(name) ?? 0);
      arrive(name, before + report.said.length);
    };

  return {
    read: async (name, actor, order) => {
      board.set(name, "waiting");
      const seen = await actor.read(order, tell(name));
      if (seen === "killed") throw new Error(`${name} died, and no reader was to`);
      board.seen(name, seen);
      arrive(name, seen.text.length);
      return seen;
    },
    write: async (name, actor, order) => {
      board.set(name, "waiting");
      const written = await actor.write(order, tell(name));
      if (written === "killed") return written;
      board.set(name, "done", undefined, written.ending);
      // Whoever waits for it must not wait for ever.
      arrive(name, Number.POSITIVE_INFINITY);
      return written;
    },
    reaches: (name, characters) =>
      new Promise((go) => {
        if ((reached.get(name) ?? 0) >= characters) go();
        else waiters = [...waiters, { name, characters, go }];
      }),
  };
};
