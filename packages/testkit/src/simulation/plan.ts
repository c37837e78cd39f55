import fc from "fast-check";

/** When, in virtual ms from the beginning of the run. */
type At = { readonly at: number; readonly process: number };

export type ProducerPlan = At & {
  readonly words: number;
  /** How long the source takes for each word, at most. */
  readonly thinkMs: number;
  readonly ifStale: "recreate" | "take-over";
  /** `forget`: the writer is never heard of again. */
  readonly end: "complete" | "fail" | "forget";
};

export type ReaderPlan = At & {
  /** How many events it takes before it leaves, in each sitting but the last. */
  readonly sittings: readonly number[];
  readonly restMs: number;
  /** How long it takes over each event, at most. */
  readonly slowMs: number;
  /** Comes back with the terminal's own position, where another life may have begun. */
  readonly returns: boolean;
};

export type TroublePlan = At & {
  /** `freeze`: the process stands still, and goes on as if nothing had been. `cut`: its calls reject. */
  readonly how: "freeze" | "cut";
  readonly forMs: number;
};

/** One run: who does what and when, and what goes wrong. Percentages in whole numbers. */
export type Plan = {
  readonly producers: readonly ProducerPlan[];
  readonly readers: readonly ReaderPlan[];
  readonly stops: readonly At[];
  readonly removals: readonly At[];
  readonly troubles: readonly TroublePlan[];
  /** The store forgets what it was told in the last `lagMs`; only one that can be rewound does. */
  readonly failovers: readonly { readonly at: number; readonly lagMs: number }[];
  readonly lostRequests: number;
  readonly lostReplies: number;
  readonly lostNotices: number;
  readonly doubledNotices: number;
  /** How often time passes while calls are under way. */
  readonly slowCalls: number;
  /** Chooses what the plan leaves open. */
  readonly chance: number;
};

/** Processes are numbered from 0. */
export const processCount = 3;

const process = fc.nat({ max: processCount - 1 });
const at = fc.oneof(fc.nat({ max: 200 }), fc.nat({ max: 40_000 }));
const rarely = (max: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max }) });

/** Anything at all. */
export const anything: fc.Arbitrary<Plan> = fc.record({
  producers: fc.array(
    fc.record({
      at,
      process,
      words: fc.nat({ max: 30 }),
      thinkMs: fc.constantFrom(0, 5, 300, 4_000),
      ifStale: fc.constantFrom("recreate", "take-over"),
      end: fc.constantFrom("complete", "complete", "fail", "forget"),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  readers: fc.array(
    fc.record({
      at,
      process,
      sittings: fc.array(fc.nat({ max: 12 }), { maxLength: 4 }),
      restMs: fc.constantFrom(0, 50, 7_000),
      slowMs: fc.constantFrom(0, 0, 100, 8_000),
      returns: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  stops: fc.array(fc.record({ at, process }), { maxLength: 2 }),
  removals: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.record({ at, process }), { maxLength: 1 }) },
  ),
  troubles: fc.array(
    fc.record({
      at,
      process,
      how: fc.constantFrom("freeze", "cut"),
      forMs: fc.constantFrom(50, 3_000, 12_000, 30_000),
    }),
    { maxLength: 3 },
  ),
  failovers: fc.array(fc.record({ at, lagMs: fc.constantFrom(1, 20, 400, 2_500, 8_000) }), {
    maxLength: 2,
  }),
  lostRequests: rarely(25),
  lostReplies: rarely(25),
  lostNotices: fc.oneof(rarely(40), fc.constant(100)),
  doubledNotices: rarely(50),
  slowCalls: rarely(10),
  chance: fc.nat(),
});
