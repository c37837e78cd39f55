/** A number from 0 to below 1. */
export type Random = () => number;

/** From, to: both may be drawn. */
export type Range = readonly [from: number, to: number];

/** Mulberry32: 32 bits of state, so that a seed of a few digits tells the whole run. */
export const seeded = (seed: number): Random => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const within = (random: Random, [from, to]: Range): number =>
  from + Math.floor(random() * (to - from + 1));
