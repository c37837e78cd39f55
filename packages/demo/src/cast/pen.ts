import type { MessageEvent, Position, Run } from "@segno/core";
import { spoken } from "./open.ts";
import type { Tell } from "./orders.ts";
import { createReporter } from "./reporter.ts";

/** Writes without waiting, and counts what became durable and what came too late. */
export type Pen = {
  /** Goes on after so many events that say this much. */
  readonly begin: (events: number, said: string) => void;
  readonly put: (run: Run<MessageEvent>, event: MessageEvent) => void;
  /** Lays it down; a position says that the terminal stands there. */
  readonly end: (position: Position | null) => void;
  readonly tally: () => { readonly durable: number; readonly refused: number };
};

export const createPen = (tell: Tell): Pen => {
  let durable = 0;
  let refused = 0;
  let events = 0;
  let unsaid = "";
  const reporter = createReporter(tell, () => {
    const said = unsaid;
    unsaid = "";
    return { said, anew: false };
  });

  return {
    begin: (stored, said) => {
      events = stored;
      unsaid = said;
    },
    put: (run, event) => {
      run.write(event).then(
        () => {
          durable += 1;
          events += 1;
          unsaid += spoken(event);
          reporter.report({ doing: "writing", events, position: run.position });
        },
        () => {
          refused += 1;
        },
      );
    },
    end: (position) => {
      if (position) reporter.report({ doing: "writing", events: events + 1, position });
      reporter.end();
    },
    tally: () => ({ durable, refused }),
  };
};
