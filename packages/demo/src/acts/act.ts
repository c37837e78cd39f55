import type { Board, Playbill } from "../show/show.ts";
import type { Tempo } from "../source/tempo.ts";
import type { ProducerActor, ReaderActor, Stage } from "../stage/stage.ts";
import type { Outcome } from "../verdict/finding.ts";

/** Hired once, for the whole story: over Redis each is a process. */
export type Company = {
  readonly desk: ReaderActor;
  readonly phone: ReaderActor;
  readonly laptop: ReaderActor;
  readonly ereader: ReaderActor;
  readonly writerA: ProducerActor;
  readonly writerB: ProducerActor;
};

/** What an act needs. */
export type Props = {
  readonly stage: Stage;
  readonly company: Company;
  readonly tempo: Tempo;
  readonly seed: number;
  /** The whole answer. */
  readonly text: string;
  readonly begin: (playbill: Omit<Playbill, "length">) => Board;
};

export type Act = (props: Props) => Promise<Outcome>;

export const hire = async ({ reader, producer }: Stage): Promise<Company> => {
  const [desk, phone, laptop, ereader, writerA, writerB] = await Promise.all([
    reader(),
    reader(),
    reader(),
    reader(),
    producer(),
    producer(),
  ]);
  return { desk, phone, laptop, ereader, writerA, writerB };
};
