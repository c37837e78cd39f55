import { setTimeout as pause } from "node:timers/promises";
import type { Ask } from "../child.ts";
import type { Asked } from "./hearer.ts";

/** Somebody who writes here, and how another process hears of it. */
export type Apart = {
  readonly hearing: Asked;
  readonly send: () => Promise<unknown>;
  readonly close: () => unknown;
};

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/**
 * One round: from the write to the event in another process, in ms; one write at a time, each acknowledged, and a
 * millisecond between two, as tokens come.
 */
export const apartRound =
  (ask: Ask<Asked>, open: () => Promise<Apart>, count: number) => async (): Promise<number[]> => {
    const { hearing, send, close } = await open();
    await ask(hearing);
    const sent: number[] = [];
    for (let n = 0; n < count; n++) {
      await pause(1);
      sent.push(now());
      await send();
    }
    const heard = (await ask({ do: "leave", count })) as number[];
    await close();
    return heard.map((at, n) => at - (sent[n] ?? Number.NaN));
  };
