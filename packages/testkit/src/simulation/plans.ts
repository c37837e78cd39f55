import fc from "fast-check";
import { anything, type Plan, processCount } from "./plan.ts";

const process = fc.nat({ max: processCount - 1 });
const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

const producer = (process: number, at: fc.Arbitrary<number>, ifStale: "recreate" | "take-over") =>
  fc.record({
    at,
    process: fc.constant(process),
    words: between(8, 30),
    thinkMs: fc.constantFrom(300, 1_500),
    ifStale: fc.constant(ifStale),
    end: fc.constant("complete" as const),
  });

const standstill = (process: number, at: fc.Arbitrary<number>, forMs: fc.Arbitrary<number>) =>
  fc.record({
    at,
    process: fc.constant(process),
    how: fc.constantFrom("freeze" as const, "freeze" as const, "cut" as const),
    forMs,
  });

/** A producer that stands still past its lease, and another that comes meanwhile. */
const zombie: fc.Arbitrary<Partial<Plan>> = fc.record({
  producers: fc.tuple(
    producer(0, between(0, 100), "recreate"),
    producer(1, between(12_500, 16_000), "take-over"),
  ),
  troubles: fc.tuple(standstill(0, between(300, 2_000), between(14_000, 25_000))),
});

/** Lives that follow one another closely, while calls that mean one of them lose their replies. */
const restless: fc.Arbitrary<Partial<Plan>> = fc.record({
  producers: fc.array(
    fc.record({
      at: fc.nat({ max: 120 }),
      process,
      words: fc.nat({ max: 5 }),
      thinkMs: fc.constantFrom(0, 5, 300),
      ifStale: fc.constant("recreate"),
      end: fc.constantFrom("complete", "complete", "fail"),
    }),
    { minLength: 3, maxLength: 6 },
  ),
  stops: fc.array(fc.record({ at: fc.nat({ max: 120 }), process }), { maxLength: 3 }),
  removals: fc.oneof(
    fc.constant([]),
    fc.array(fc.record({ at: fc.nat({ max: 120 }), process }), { maxLength: 2 }),
  ),
  lostReplies: fc.integer({ min: 25, max: 60 }),
});

/** The store forgets the end of a log; before its producer can send it again, another appends. */
const overtaken: fc.Arbitrary<Partial<Plan>> = between(1_000, 3_000).chain((at) =>
  fc.record({
    producers: fc.tuple(producer(0, between(0, 50), "recreate")),
    troubles: fc.tuple(standstill(0, between(at - 20, at), between(500, 20_000))),
    failovers: fc.tuple(fc.record({ at: fc.constant(at), lagMs: between(100, 1_500) })),
    stops: fc.tuple(fc.record({ at: between(at + 1, at + 1_500), process: fc.constant(1) })),
  }),
);

/** The store forgets a takeover; whoever made it stands still while a third takes over. */
const forgottenHeir: fc.Arbitrary<Partial<Plan>> = between(13_500, 16_000).chain((at) =>
  fc.record({
    producers: fc.tuple(
      producer(0, between(0, 50), "recreate"),
      producer(1, between(at - 900, at - 200), "take-over"),
      producer(2, between(at + 5, at + 1_500), "take-over"),
    ),
    troubles: fc.tuple(
      standstill(0, between(300, 2_000), between(30_000, 40_000)),
      standstill(1, between(at - 20, at), between(0, 20_000)),
    ),
    failovers: fc.tuple(fc.record({ at: fc.constant(at), lagMs: between(900, 2_000) })),
  }),
);

/** Now and then what rarely comes about by itself, with anything beside it. */
export const plan: fc.Arbitrary<Plan> = fc.oneof(
  { weight: 5, arbitrary: anything },
  ...[zombie, restless, overtaken, forgottenHeir].map((some) => ({
    weight: 1,
    arbitrary: fc.tuple(anything, some).map(([all, rare]) => ({ ...all, ...rare })),
  })),
);
