import fc from "fast-check";

/** What one producer does in one life of a stream. */
export type LifePlan<A> = {
  readonly payloads: readonly A[];
  readonly end: "complete" | "fail" | "stop";
  /** Every so many payloads it waits until they are durable. */
  readonly breath: number;
};

export type HistoryPlan<A> = {
  readonly lives: readonly LifePlan<A>[];
  /** For each device: how many events it reads before its connection is cut, again and again. */
  readonly cuts: readonly (readonly number[])[];
};

export const historyOf = <A>(payload: fc.Arbitrary<A>): fc.Arbitrary<HistoryPlan<A>> =>
  fc.record({
    lives: fc.array(
      fc.record({
        payloads: fc.array(payload, { maxLength: 25 }),
        end: fc.constantFrom("complete", "complete", "fail", "stop"),
        breath: fc.integer({ min: 1, max: 8 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    cuts: fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 }), {
      minLength: 1,
      maxLength: 3,
    }),
  });
