/** What is measured side by side, by name: `ours`, `raw`, and the peers. */
export type Sides<T> = { readonly [side: string]: () => Promise<T> };

/** What came of it, round by round. */
export type Rounds<T> = { readonly [side: string]: readonly T[] };

/**
 * A B A B …, after so many rounds that do not count. No collection is forced between them: one throws away compiled code,
 * and makes the young part of the heap small again, which no process that serves ever meets (adr/0059).
 */
export const inTurn = async <T>(
  rounds: number,
  sides: Sides<T>,
  { warmUp = 1 }: { readonly warmUp?: number } = {},
): Promise<Rounds<T>> => {
  const found: Record<string, T[]> = Object.fromEntries(
    Object.keys(sides).map((side) => [side, []]),
  );
  for (let round = -warmUp; round < rounds; round++) {
    for (const [side, measure] of Object.entries(sides)) {
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
