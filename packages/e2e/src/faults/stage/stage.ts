import { setTimeout as pause } from "node:timers/promises";
import { createRandom, type Random } from "../frame/random.ts";
import type { Kind, Length } from "../frame/scenario.ts";
import { type House, openHouse } from "./house.ts";
import { type Ledger, openLedger } from "./ledger.ts";

/** Where a scenario plays: servers, proxies, processes, and a log of what they do. */
export type Stage = House &
  Ledger & {
    readonly seed: number;
    readonly kind: Kind;
    readonly short: boolean;
    /** How long number 44 is to go on, where that was asked for. */
    readonly minutes: number | null;
    readonly random: Random;
    /** The first in a short run, the second in a full one. */
    readonly pick: <T>(short: T, full: T) => T;
    readonly pause: (ms: number) => Promise<void>;
    /** Whether it came to hold within so many ms. */
    readonly until: (
      holds: () => boolean | Promise<boolean>,
      withinMs?: number,
    ) => Promise<boolean>;
  };

export type StageOptions = {
  readonly seed: number;
  readonly kind: Kind;
  readonly length: Length;
  readonly minutes?: number | null;
};

const until: Stage["until"] = async (holds, withinMs = 10_000) => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    if (await holds()) return true;
    if (performance.now() > deadline) return false;
    await pause(5);
  }
};

export const openStage = ({ seed, kind, length, minutes = null }: StageOptions): Stage => {
  const random = createRandom(seed);
  const ledger = openLedger(seed, random);
  const house = openHouse(kind);
  // Who leaves of his own accord is no hanging follower.
  house.before(ledger.hush);
  const short = length === "short";
  const pick: Stage["pick"] = (brief, full) => (short ? brief : full);
  const settings = { seed, kind, short, minutes, random };
  return { ...house, ...ledger, ...settings, pick, until, pause: (time) => pause(time) };
};
