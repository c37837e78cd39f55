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

const whole = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name} takes a whole number, not ${text}`);
};

/** What was asked for on the command line; throws what is wrong about it. */
export const optionsOf = (
  args: readonly string[],
  anySeed: number,
  known: { readonly numbers: readonly number[]; readonly kinds: readonly string[] },
): Options => {
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
  const unknown = numbers?.filter((number) => !known.numbers.includes(number)) ?? [];
  if (unknown.length > 0) throw new Error(`There is no scenario ${unknown.join(", ")}`);
  if (kind !== undefined && !known.kinds.includes(kind)) {
    throw new Error(`--kind takes one of ${known.kinds.join(", ")}, not ${kind}`);
  }
  return {
    only: numbers,
    seed: seed === undefined ? anySeed : whole("seed", seed),
    minutes: minutes === undefined ? null : whole("minutes", minutes),
    kind: kind ?? null,
    short,
  };
};
