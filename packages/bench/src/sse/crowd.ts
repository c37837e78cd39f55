import { setTimeout as pause } from "node:timers/promises";
import { answerParent } from "../child.ts";
import { forEach } from "../measure/crowd.ts";
import type { Tail } from "./origin.ts";
import { listen } from "./tail.ts";
import { createTally, type Heard } from "./tally.ts";

/** What the bench asks of the process that all clients are in. */
export type AskedOfCrowd =
  /** So many clients of each tail; answered when all of them are there. */
  | { readonly do: "come"; readonly tails: readonly Tail[]; readonly each: number }
  /** All leave once each has heard so many events, or has waited too long; `first` is the first that is timed. */
  | { readonly do: "leave"; readonly events: number; readonly first: number };

const patienceMs = 10_000;
let tally = createTally();
let leaving: (() => void)[] = [];

const come = async (tail: Tail): Promise<void> => {
  const gone = ({ message }: Error): void => console.error(message);
  leaving.push(await listen(tail, tally.join(), gone));
};

const leave = async (events: number, first: number): Promise<Heard> => {
  const until = performance.now() + patienceMs;
  while (performance.now() < until && !tally.complete(events)) await pause(20);
  const heard = tally.heard(events, first);
  for (const go of leaving) go();
  leaving = [];
  tally = createTally();
  return heard;
};

answerParent(async (asked: AskedOfCrowd) => {
  if (asked.do === "leave") return leave(asked.events, asked.first);
  const { tails, each } = asked;
  return forEach(tails.length * each, async (n) => {
    const tail = tails[n % tails.length];
    if (tail) await come(tail);
  });
});
