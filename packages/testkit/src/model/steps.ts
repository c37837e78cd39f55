import fc from "fast-check";

/** What an actor of a history does; whom and what it means follows from what that actor knows by then. */
export type Step =
  | {
      readonly type: "start";
      readonly actor: number;
      readonly extra: number;
      readonly lost: boolean;
    }
  | { readonly type: "look"; readonly actor: number }
  | {
      readonly type: "write";
      readonly actor: number;
      /** Entries beyond those whose reply was lost; none at all is a heartbeat. */
      readonly fresh: number;
      readonly lost: boolean;
      readonly end: boolean;
    }
  | { readonly type: "stop"; readonly actor: number; readonly lost: boolean }
  | {
      readonly type: "claim";
      readonly actor: number;
      readonly how: "take-over" | "recreate" | "declare-lost";
      readonly lost: boolean;
    }
  | { readonly type: "read"; readonly actor: number; readonly limit: number }
  | { readonly type: "remove"; readonly actor: number }
  /** A copy of an earlier command arrives again. */
  | { readonly type: "late"; readonly copy: number }
  /** A copy is taken of the stream, or put back: of a store that can forget. */
  | { readonly type: "snapshot" }
  | { readonly type: "fail-over" }
  /** As a part of the longest pause: what that is, the store under test decides. */
  | { readonly type: "pause"; readonly part: number };

const actor = fc.integer({ min: 1, max: 3 });
const lost = fc.nat({ max: 2 }).map((n) => n === 0);

const kinds: readonly (readonly [number, fc.Arbitrary<Step>])[] = [
  [1, fc.record({ type: fc.constant("start"), actor, extra: fc.nat({ max: 2 }), lost })],
  [6, fc.record({ type: fc.constant("look"), actor })],
  [
    20,
    fc.record({
      type: fc.constant("write"),
      actor,
      fresh: fc.nat({ max: 4 }),
      lost,
      end: fc.nat({ max: 9 }).map((n) => n === 0),
    }),
  ],
  [2, fc.record({ type: fc.constant("stop"), actor, lost })],
  [
    8,
    fc.record({
      type: fc.constant("claim"),
      actor,
      how: fc.constantFrom("take-over", "recreate", "declare-lost"),
      lost,
    }),
  ],
  [9, fc.record({ type: fc.constant("read"), actor, limit: fc.integer({ min: 1, max: 20 }) })],
  [1, fc.record({ type: fc.constant("remove"), actor })],
  [7, fc.record({ type: fc.constant("late"), copy: fc.nat({ max: 50 }) })],
  [3, fc.constant({ type: "snapshot" })],
  [3, fc.constant({ type: "fail-over" })],
  [2, fc.record({ type: fc.constant("pause"), part: fc.double({ min: 0, max: 1, noNaN: true }) })],
];

/** A step that one of the actors takes. */
export type Act = Exclude<Step, { readonly type: "pause" | "snapshot" | "fail-over" }>;

/** One step of a random history of three actors on one stream. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  ...kinds.map(([weight, arbitrary]) => ({ weight, arbitrary })),
);

export const showStep = (one: Step): string => {
  const reply = "lost" in one && one.lost ? ", reply lost" : "";
  switch (one.type) {
    case "start":
      return `${one.actor} starts${reply}`;
    case "look":
      return `${one.actor} looks`;
    case "write":
      return `${one.actor} writes ${one.fresh}${one.end ? " and ends" : ""}${reply}`;
    case "stop":
      return `${one.actor} stops${reply}`;
    case "claim":
      return `${one.actor} claims: ${one.how}${reply}`;
    case "read":
      return `${one.actor} reads ${one.limit}`;
    case "remove":
      return `${one.actor} removes`;
    case "late":
      return `copy ${one.copy} arrives`;
    case "snapshot":
      return "a copy is taken";
    case "fail-over":
      return "the copy is put back";
    case "pause":
      return `pause ${one.part.toFixed(3)}`;
    default:
      return one satisfies never;
  }
};
