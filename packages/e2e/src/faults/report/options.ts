import { parseArgs } from "node:util";

export type Options = {
  readonly only: readonly number[] | null;
  readonly seed: number;
  readonly minutes: number | null;
  readonly short: boolean;
  readonly kind: string | null;
};

export const usage = `npm run faults                     every scenario, at its full length
npm run faults -- --short          each at 3 s at the most, as in the tests
npm run faults -- --only 22,24     some of them
npm run faults -- --seed 7         another course of chance
npm run faults -- --kind streams   on one adapter (streams, sorted-set)
npm run faults -- --minutes 10     number 44 for so long`;

/** The one that goes on for as long as it is told to. */
export const lasting = 44;

const whole = (name: string, text: string, least = 0): number => {
  const value = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(
    `--${name} takes a whole number${least > 0 ? `, ${least} at least` : ""}, not ${text}`,
  );
};

export type Known = {
  /** The scenarios' numbers, and the adapters that each is about; a number may be there several times. */
  readonly scenarios: readonly { readonly number: number; readonly kinds: readonly string[] }[];
  readonly kinds: readonly string[];
};

/** What was asked for on the command line; throws what is wrong about it. */
export const optionsOf = (args: readonly string[], anySeed: number, known: Known): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string" },
      seed: { type: "string" },
      minutes: { type: "string" },
      kind: { type: "string" },
      short: { type: "boolean", default: false },
    },
  });
  const { only, seed, minutes, kind, short } = values;
  const numbers = only?.split(",").map((text) => whole("only", text)) ?? null;
  const about = (number: number): readonly string[] =>
    known.scenarios.flatMap((one) => (one.number === number ? one.kinds : []));
  const unknown = numbers?.filter((number) => about(number).length === 0) ?? [];
  if (unknown.length > 0) throw new Error(`There is no scenario ${unknown.join(", ")}`);
  if (kind !== undefined && !known.kinds.includes(kind)) {
    throw new Error(`--kind takes one of ${known.kinds.join(", ")}, not ${kind}`);
  }
  const elsewhere = numbers?.filter((number) => kind && !about(number).includes(kind)) ?? [];
  if (elsewhere.length > 0) throw new Error(`${elsewhere.join(", ")} is not about ${kind}`);
  if (minutes !== undefined && numbers?.some((number) => number !== lasting)) {
    throw new Error(`--minutes is for number ${lasting} alone`);
  }
  return {
    only: numbers,
    seed: seed === undefined ? anySeed : whole("seed", seed),
    minutes: minutes === undefined ? null : whole("minutes", minutes, 1),
    kind: kind ?? null,
    short,
  };
};
