import {
  type Appended,
  type Conflict,
  type Either,
  isRight,
  noStream,
  unchanged,
} from "@segno/core";
import { begin, declareLost, startBatch, stop, takeOver, termOf } from "../../kit/acting.ts";
import { headOf, logOf, taken, textsOf } from "../../kit/answers.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

const winners = (answers: readonly Either<Conflict, Appended>[]): number =>
  answers.filter(isRight).length;

export const raceLaws: readonly AdapterLaw[] = [
  {
    name: "of many starts at once exactly one wins, and the others are told which",
    promise: "P1",
    check: async (trial) => {
      const id = trial.id();
      const batches = Array.from({ length: 20 }, () => startBatch(trial));
      const answers = await Promise.all(
        batches.map((batch) => trial.store.append(id, batch, noStream)),
      );
      same(winners(answers), 1, "Exactly one of twenty starts wins");
      const head = await headOf(trial, id);
      answers.forEach((answer, at) => {
        const told = isRight(answer) ? answer.right.place : answer.left.head;
        same(told?.incarnation, head.incarnation, `Start ${at} is told who won`);
        const own = batches[at]?.start.incarnation === head.incarnation;
        same(isRight(answer), own, `Start ${at} wins where the stream is its own`);
      });
      same(await textsOf(trial, id), ["started"], "One start is in the log");
    },
  },
  {
    name: "of many claims on one head exactly one wins",
    promise: "P1",
    check: async (trial) => {
      const { id } = await begin(trial);
      const seen = unchanged(await headOf(trial, id));
      const terms = Array.from({ length: 20 }, () => termOf(trial));
      const answers = await Promise.all(
        terms.map((takeover) => trial.store.append(id, { entries: [], takeOver: takeover }, seen)),
      );
      same(winners(answers), 1, "Exactly one of twenty takeovers wins");
      const { producer } = await headOf(trial, id);
      const winner = terms[answers.findIndex(isRight)];
      same(producer, winner?.producer, "The stream is the winner's");
    },
  },
  {
    name: "one batch sent several times at once is stored once",
    promise: "P3",
    check: async (trial) => {
      const writer = await begin(trial);
      const batch = { entries: ["a", "b"] };
      const answers = await Promise.all(Array.from({ length: 6 }, () => writer.send(batch)));
      const firsts = answers
        .map((answer) => taken(answer, "Each copy"))
        .filter((a) => !a.duplicate);
      same(firsts.length, 1, "Exactly one copy is the first");
      same(await textsOf(trial, writer.id), ["started", "a", "b"], "The log holds it once");
    },
  },
  {
    name: "a stop that races a completion: one terminal, and nothing after it",
    promise: "P5",
    check: async (trial) => {
      for (let run = 0; run < trial.runs(20); run++) {
        const writer = await begin(trial);
        const { id, incarnation, producer } = writer;
        const batch = (entries: readonly string[]) => writer.send({ entries });
        const end = { terminal: "completed", closer: producer } as const;
        const race = [
          () => stop(trial, id, incarnation),
          () => writer.send({ entries: ["completed"], end }),
        ];
        const [one, two] = run % 2 ? race : race.reverse();
        if (!one || !two) continue;
        const answers = await Promise.all([one(), two(), batch(["late"])]);
        same(winners(answers.slice(0, 2)), 1, "Exactly one of stop and completion ends the stream");
        const head = await headOf(trial, id);
        const log = await logOf(trial, id);
        same(log.at(-1)?.entry, head.terminal, "The log ends with the terminal of the head");
        const terminals = log.filter(({ entry }) => entry === "stopped" || entry === "completed");
        same(terminals.length, 1, "There is one terminal");
      }
    },
  },
  {
    name: "a heartbeat that races a declared loss: the producer lives, or knows that it is lost",
    promise: "P10",
    check: async (trial) => {
      for (let run = 0; run < trial.runs(20); run++) {
        const writer = await begin(trial);
        const seen = await headOf(trial, writer.id);
        const beat = () => writer.send({ entries: [] });
        const lose = () => declareLost(trial, writer.id, seen);
        const [heartbeat, loss] =
          run % 2
            ? await Promise.all([beat(), lose()])
            : (await Promise.all([lose(), beat()])).reverse();
        demand(heartbeat !== undefined && loss !== undefined, "Both were answered.");
        const lost = isRight(loss);
        same(isRight(heartbeat), !lost, "Exactly one of heartbeat and loss is taken");
        const why = isRight(heartbeat) ? !isRight(loss) && loss.left._tag : heartbeat.left._tag;
        same(why, lost ? "closed" : "changed", "The other is told why");
      }
    },
  },
  {
    name: "an append that races a takeover is before it or not at all",
    promise: "P2",
    check: async (trial) => {
      for (let run = 0; run < trial.runs(20); run++) {
        const old = await begin(trial);
        const { id } = old;
        const seen = await headOf(trial, id);
        const append = () => old.send({ entries: ["old"] });
        const take = () => takeOver(trial, id, seen).catch(() => null);
        const early = run % 2 ? append() : null;
        const claim = take();
        const [chunk, taking] = await Promise.all([early ?? append(), claim]);
        same(isRight(chunk), taking === null, "The append wins, or the takeover");
        if (taking) await taking.write("new");
        const texts = ["started", ...(isRight(chunk) ? ["old"] : []), ...(taking ? ["new"] : [])];
        same(await textsOf(trial, id), texts, "The log holds what was taken, and nothing else");
      }
    },
  },
];
