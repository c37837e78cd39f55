import { collect } from "./collect.ts";

/** What is measured side by side, by name: `ours`, `raw`, and the peers. */
export type Sides<T> = { readonly [side: string]: () => Promise<T> };

/** What came of it, round by round. */
export type Rounds<T> = { readonly [side: string]: readonly T[] };

export type Turns = {
  /** How many rounds come first that do not count. */
  readonly warmUp?: number;
  /**
   * By default, what one side leaves behind is collected before the next begins, so that nobody pays for another's
   * garbage. A whole collection also throws away compiled code that knows a shape of which nothing is alive just then:
   * where single calls are timed, what they would show is how it is compiled anew, on the core that the server is on.
   */
  readonly collecting?: boolean;
};

/** A B A B …, after some that do not count. */
export const inTurn = async <T>(
  rounds: number,
  sides: Sides<T>,
  { warmUp = 1, collecting = true }: Turns = {},
): Promise<Rounds<T>> => {
  const found: Record<string, T[]> = Object.fromEntries(
    Object.keys(sides).map((side) => [side, []]),
  );
  for (let round = -warmUp; round < rounds; round++) {
    for (const [side, measure] of Object.entries(sides)) {
      if (collecting) collect();
      const value = await measure();
      if (round >= 0) found[side]?.push(value);
    }
  }
  return found;
};

/** How many per second. */
export const rate = async (count: number, work: () => Promise<unknown>): Promise<number> =>
  (count / (await duration(work))) * 1_000;

/** How many milliseconds. */
export const duration = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};
