import type { Show } from "../show/show.ts";
import type { Tempo } from "../source/tempo.ts";
import type { Stage } from "../stage/stage.ts";
import type { Outcome } from "../verdict/finding.ts";
import { type Act, hire } from "./act.ts";
import { theAnswer } from "./the-answer.ts";
import { theSameId } from "./the-same-id.ts";
import { type Marks, theStop } from "./the-stop.ts";
import { theTakeover } from "./the-takeover.ts";

export type Story = {
  readonly stage: Stage;
  readonly show: Show;
  readonly tempo: Tempo;
  readonly seed: number;
  readonly text: string;
};

/** No act takes longer: whatever hangs is a failure, and is told as one. */
const patienceMs = (tempo: Tempo, text: string): number => 60_000 + text.length * tempo.paceMs * 4;

const inTime = async <T>(ms: number, what: string, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not end within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** All four acts, one after the other. */
export const playStory = async (story: Story): Promise<readonly Outcome[]> => {
  const { stage, show, tempo, seed, text } = story;
  const company = await hire(stage);
  const nowhere = { position: "0", offset: 0 };
  let marks: Marks = { desk: nowhere, phone: nowhere };
  const acts: readonly Act[] = [
    theAnswer,
    theTakeover,
    theStop((kept) => {
      marks = kept;
    }),
    theSameId(() => marks),
  ];
  const outcomes: Outcome[] = [];
  for (const [at, act] of acts.entries()) {
    const played = act({
      stage,
      company,
      tempo,
      seed: seed + at * 100,
      text,
      begin: (playbill) => show.act({ ...playbill, length: text.length }),
    });
    outcomes.push(await inTime(patienceMs(tempo, text), `Act ${at + 1}`, played));
  }
  return outcomes;
};
