import fc from "fast-check";
import { left, right } from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import type { Command, Decision, Refusal, Start } from "../../src/stream/commands.ts";
import { decide } from "../../src/stream/decide.ts";
import type { TerminalType } from "../../src/stream/events.ts";
import type { Head, Seen } from "../../src/stream/head.ts";
import { fewCalls, heads, seens } from "../support/arbitraries.ts";
import { foreign, head, ulid } from "../support/given.ts";

const me = ulid("MMM");
const endings: readonly TerminalType[] = ["stopped", "failed", "completed"];
const ended = (but: Partial<Head> = {}): Head =>
  head({ terminal: "completed", closer: ulid("CCC"), ...but });

/** The lease of `head()` is good until 11,000. */
const whileLive = 10_999;
const whenStale = 11_000;

const given = (met: Head | null, now: number = whileLive): Seen => ({ head: met, now });
const unseen = null;

const appends = (
  change: "start" | "take-over" | "stop" | "declare-lost",
  expected: Extract<Decision, { _tag: "append" }>["expected"],
) => right({ _tag: "append", change, expected });
const refuses = (refusal: Refusal) => left(refusal);
const asSeen = (met: Head) =>
  ({
    _tag: "unchanged",
    incarnation: met.incarnation,
    revision: met.revision,
    leaseUntil: met.leaseUntil,
  }) as const;

type Row = readonly [name: string, command: Command, seen: Seen | null, decided: unknown];

const table = (rows: readonly Row[]): void => {
  it.each(rows)("%s", (_, command, seen, decided) => {
    expect(decide(command, seen)).toEqual(decided);
  });
};

describe("start", () => {
  const start = (but: Partial<Start> = {}): Start => ({
    type: "start",
    call: me,
    ifStale: "recreate",
    ifEnded: "recreate",
    askedMsAgo: 0,
    askedMsBefore: but.askedMsAgo ?? 0,
    mayLook: true,
    ...but,
  });
  const takeOver = start({ ifStale: "take-over" });

  table([
    [
      "without a look: asks for no stream",
      start(),
      unseen,
      appends("start", { _tag: "no-stream" }),
    ],
    [
      "no stream: asks for no stream",
      start(),
      given(null),
      appends("start", { _tag: "no-stream" }),
    ],
    [
      "active: refused with the head and the store's time",
      start(),
      given(head()),
      refuses({ _tag: "stream-active", head: head(), now: whileLive }),
    ],
    [
      "active: may not be taken over either",
      takeOver,
      given(head()),
      refuses({ _tag: "stream-active", head: head(), now: whileLive }),
    ],
    [
      "stale from the moment the lease is over: begins anew",
      start(),
      given(head(), whenStale),
      appends("start", asSeen(head())),
    ],
    [
      "stale: takes over where asked",
      takeOver,
      given(head(), whenStale),
      appends("take-over", asSeen(head())),
    ],
    ...endings.flatMap((terminal): Row[] => [
      [
        `${terminal}: begins anew`,
        start(),
        given(ended({ terminal })),
        appends("start", asSeen(ended({ terminal }))),
      ],
      [
        `${terminal} and its lease over: begins anew, whatever was asked for a stale one`,
        takeOver,
        given(ended({ terminal }), whenStale),
        appends("start", asSeen(ended({ terminal }))),
      ],
    ]),
    [
      "its own life, by its producer: settled, this was its lost reply",
      start(),
      given(head({ producer: me })),
      right({ _tag: "settled", head: head({ producer: me }), mine: true }),
    ],
    [
      "its own life, its lease over since: settled, not begun a second time",
      start({ askedMsAgo: 1_000_000 }),
      given(head({ producer: me }), whenStale),
      right({ _tag: "settled", head: head({ producer: me }), mine: true }),
    ],
    [
      "its own life, ended since: settled",
      start({ askedMsAgo: 1_000_000 }),
      given(ended({ producer: me })),
      right({ _tag: "settled", head: ended({ producer: me }), mine: true }),
    ],
    [
      "its own life, ended since, and asked to refuse what has ended: settled",
      start({ ifEnded: "refuse" }),
      given(ended({ producer: me })),
      right({ _tag: "settled", head: ended({ producer: me }), mine: true }),
    ],
    [
      "a life that bears its name, in another's hands: that one is active",
      start(),
      given(head({ incarnation: me })),
      refuses({ _tag: "stream-active", head: head({ incarnation: me }), now: whileLive }),
    ],
    [
      "its own takeover: settled",
      takeOver,
      given(head({ producer: me })),
      right({ _tag: "settled", head: head({ producer: me }), mine: true }),
    ],
    [
      "began after it asked, and active: it is active, which is all that a caller can act on",
      start({ askedMsAgo: 10_000 }),
      given(head()),
      refuses({ _tag: "stream-active", head: head(), now: whileLive }),
    ],
    [
      "began as it asked, and active: not superseded",
      start({ askedMsAgo: 9_999 }),
      given(head()),
      refuses({ _tag: "stream-active", head: head(), now: whileLive }),
    ],
    [
      "younger than the answer, but not than the question: looks again",
      start({ askedMsAgo: 10_000, askedMsBefore: 9_999 }),
      given(ended()),
      right({ _tag: "look" }),
    ],
    [
      "younger than the answer and than the question: superseded",
      start({ askedMsAgo: 10_001, askedMsBefore: 10_000 }),
      given(ended()),
      refuses({ _tag: "superseded", head: ended() }),
    ],
    [
      "in doubt still, when it has looked often enough: superseded, to be on the safe side",
      start({ askedMsAgo: 10_000, askedMsBefore: 0, mayLook: false }),
      given(ended()),
      refuses({ _tag: "superseded", head: ended() }),
    ],
    [
      "stale, and asked to refuse: active, for its producer may come back",
      start({ ifStale: "refuse" }),
      given(head(), whenStale),
      refuses({ _tag: "stream-active", head: head(), now: whenStale }),
    ],
    [
      "ended, and asked to refuse what is stale: begins anew",
      start({ ifStale: "refuse" }),
      given(ended()),
      appends("start", asSeen(ended())),
    ],
    [
      "ended, and asked to refuse: says how",
      start({ ifEnded: "refuse" }),
      given(ended()),
      refuses({ _tag: "ended", head: ended(), terminal: "completed" }),
    ],
    [
      "stale, and asked to refuse what has ended: begins anew",
      start({ ifEnded: "refuse" }),
      given(head(), whenStale),
      appends("start", asSeen(head())),
    ],
    [
      "began after it asked, and stale: superseded",
      start({ ifStale: "take-over", askedMsAgo: 10_001 }),
      given(head(), whenStale),
      refuses({ _tag: "superseded", head: head() }),
    ],
    [
      "began as it asked, and stale: begins anew",
      start({ askedMsAgo: 10_000 }),
      given(head(), whenStale),
      appends("start", asSeen(head())),
    ],
    [
      "began within the same millisecond of the store's clock, and stale: begins anew",
      start({ askedMsAgo: 10_000.999 }),
      given(head(), whenStale),
      appends("start", asSeen(head())),
    ],
    [
      "began within the same millisecond of the store's clock, and ended: begins anew",
      start({ askedMsAgo: 9_999.999 }),
      given(ended()),
      appends("start", asSeen(ended())),
    ],
    [
      "began after it asked, and ended: superseded, another's answer is not replaced",
      start({ askedMsAgo: 10_000 }),
      given(ended()),
      refuses({ _tag: "superseded", head: ended() }),
    ],
    [
      "began as it asked, and ended: begins anew",
      start({ askedMsAgo: 9_999 }),
      given(ended()),
      appends("start", asSeen(ended())),
    ],
    [
      "the store's clock was set back since it ended: as old as it was then, and begun anew",
      start({ askedMsAgo: 5_000 }),
      given(ended({ leaseUntil: 16_000 }), 500),
      appends("start", asSeen(ended({ leaseUntil: 16_000 }))),
    ],
    [
      "the store's clock was set back, and it was no older when it ended: superseded",
      start({ askedMsAgo: 5_001 }),
      given(ended({ leaseUntil: 16_000 }), 500),
      refuses({ _tag: "superseded", head: ended({ leaseUntil: 16_000 }) }),
    ],
  ]);
});

describe("stop", () => {
  const named: Command = { type: "stop", call: me, incarnation: ulid("AAA") };
  const anyLife: Command = { type: "stop", call: me };
  const live = { _tag: "live", incarnation: ulid("AAA") } as const;
  const other = head({ incarnation: ulid("BBB") });

  table([
    ["without a look, of a named life: asks for that life", named, unseen, appends("stop", live)],
    ["without a look, of whatever is there: looks", anyLife, unseen, right({ _tag: "look" })],
    ["no stream", named, given(null), refuses({ _tag: "not-found" })],
    ["no stream, whatever is there", anyLife, given(null), refuses({ _tag: "not-found" })],
    ["active", named, given(head()), appends("stop", live)],
    ["active, whatever is there", anyLife, given(head()), appends("stop", live)],
    ["stale: stopped all the same", named, given(head(), whenStale), appends("stop", live)],
    ["another life: superseded", named, given(other), refuses({ _tag: "superseded", head: other })],
    [
      "another life that has ended: superseded, not settled",
      named,
      given(ended({ incarnation: ulid("BBB"), closer: me })),
      refuses({
        _tag: "superseded",
        head: ended({ incarnation: ulid("BBB"), closer: me }),
      }),
    ],
    [
      "another life, whatever is there: that one",
      anyLife,
      given(other),
      appends("stop", { _tag: "live", incarnation: ulid("BBB") }),
    ],
    ...endings.flatMap((terminal): Row[] => [
      [
        `${terminal} by itself: settled, its own`,
        named,
        given(ended({ terminal, closer: me })),
        right({ _tag: "settled", head: ended({ terminal, closer: me }), mine: true }),
      ],
      [
        `${terminal} by another: settled, not its own`,
        named,
        given(ended({ terminal })),
        right({ _tag: "settled", head: ended({ terminal }), mine: false }),
      ],
    ]),
    [
      "ended by another, whatever is there: settled, not its own",
      anyLife,
      given(ended()),
      right({ _tag: "settled", head: ended(), mine: false }),
    ],
  ]);
});

describe("declare-lost", () => {
  const lost: Command = { type: "declare-lost", call: me, first: head() };
  const beat = head({ revision: 901, leaseUntil: 12_000 });

  table([
    [
      "without a look: asks for the head that was first seen",
      lost,
      unseen,
      appends("declare-lost", asSeen(head())),
    ],
    ["no stream", lost, given(null), refuses({ _tag: "not-found" })],
    ["a sign of life since", lost, given(beat, whenStale), refuses({ _tag: "alive", head: beat })],
    [
      "another life",
      lost,
      given(head({ incarnation: ulid("BBB") })),
      refuses({ _tag: "superseded", head: head({ incarnation: ulid("BBB") }) }),
    ],
    [
      "another life that has ended",
      lost,
      given(ended({ incarnation: ulid("BBB"), closer: me })),
      refuses({ _tag: "superseded", head: ended({ incarnation: ulid("BBB"), closer: me }) }),
    ],
    ...endings.flatMap((terminal): Row[] => [
      [
        `${terminal} by itself: settled, its own`,
        lost,
        given(ended({ terminal, closer: me })),
        right({ _tag: "settled", head: ended({ terminal, closer: me }), mine: true }),
      ],
      [
        `${terminal} by another: settled, not its own`,
        lost,
        given(ended({ terminal })),
        right({ _tag: "settled", head: ended({ terminal }), mine: false }),
      ],
    ]),
  ]);
});

describe("continue", () => {
  const place = { incarnation: ulid("AAA"), epoch: 7, offset: 5 };
  const go: Command = { type: "continue", place, producer: ulid("PPP") };
  const resends = (offset: number) => right({ _tag: "resend", after: { ...place, offset } });

  table([
    ["without a look: looks", go, unseen, right({ _tag: "look" })],
    ["no stream", go, given(null), refuses({ _tag: "not-found" })],
    ["at its own place: resends after it", go, given(head()), resends(5)],
    ["its lease over, but nobody came: resends", go, given(head(), whenStale), resends(5)],
    [
      "the store forgot its tail: resends after the head",
      go,
      given(head({ offset: 3 })),
      resends(3),
    ],
    ["the store holds more: resends after its own", go, given(head({ offset: 6 })), resends(5)],
    [
      "another life: fenced, even where the rest agrees",
      go,
      given(head({ incarnation: ulid("BBB") })),
      refuses({ _tag: "fenced", head: head({ incarnation: ulid("BBB") }) }),
    ],
    [
      "another life that has ended: fenced",
      go,
      given(ended({ incarnation: ulid("BBB") })),
      refuses({ _tag: "fenced", head: ended({ incarnation: ulid("BBB") }) }),
    ],
    ...endings.flatMap((terminal): Row[] => [
      [
        `${terminal}: ended`,
        go,
        given(ended({ terminal })),
        refuses({ _tag: "ended", head: ended({ terminal }), terminal }),
      ],
      [
        `${terminal} in a later epoch: ended, not fenced`,
        go,
        given(ended({ terminal, epoch: 8 })),
        refuses({ _tag: "ended", head: ended({ terminal, epoch: 8 }), terminal }),
      ],
    ]),
    [
      "a later epoch: fenced, whoever holds it",
      go,
      given(head({ epoch: 8 })),
      refuses({ _tag: "fenced", head: head({ epoch: 8 }) }),
    ],
    [
      "an earlier epoch: its takeover was forgotten, it takes over again",
      go,
      given(head({ epoch: 6, producer: ulid("XXX") })),
      appends("take-over", asSeen(head({ epoch: 6, producer: ulid("XXX") }))),
    ],
    [
      "its epoch in another's hands: fenced",
      go,
      given(head({ producer: ulid("XXX") })),
      refuses({ _tag: "fenced", head: head({ producer: ulid("XXX") }) }),
    ],
  ]);
});

describe("remove", () => {
  const named: Command = { type: "remove", incarnation: ulid("AAA") };
  const anyLife: Command = { type: "remove" };
  const removes = (name: string) => right({ _tag: "remove", incarnation: ulid(name) });
  const other = head({ incarnation: ulid("BBB") });

  table([
    ["without a look, a named life: removes that", named, unseen, removes("AAA")],
    ["without a look, whatever is there: looks", anyLife, unseen, right({ _tag: "look" })],
    ["no stream", named, given(null), refuses({ _tag: "not-found" })],
    ["no stream, whatever is there", anyLife, given(null), refuses({ _tag: "not-found" })],
    ["active", named, given(head()), removes("AAA")],
    ["stale", named, given(head(), whenStale), removes("AAA")],
    ["ended", named, given(ended()), removes("AAA")],
    ["another life: superseded", named, given(other), refuses({ _tag: "superseded", head: other })],
    ["another life, whatever is there: that one", anyLife, given(other), removes("BBB")],
  ]);
});

describe("any command on any head", () => {
  const commands: fc.Arbitrary<Command> = fc.oneof(
    fc.record({
      type: fc.constant("start" as const),
      call: fewCalls,
      ifStale: fc.constantFrom("recreate" as const, "take-over" as const, "refuse" as const),
      ifEnded: fc.constantFrom("recreate" as const, "refuse" as const),
      askedMsAgo: fc.nat({ max: 9 }),
      askedMsBefore: fc.nat({ max: 9 }),
      mayLook: fc.boolean(),
    }),
    fc.record(
      { type: fc.constant("stop" as const), call: fewCalls, incarnation: fewCalls },
      { requiredKeys: ["type", "call"] },
    ),
    fc.record({ type: fc.constant("declare-lost" as const), call: fewCalls, first: heads }),
    fc.record({
      type: fc.constant("continue" as const),
      producer: fewCalls,
      place: fc.record({
        incarnation: fewCalls,
        epoch: fc.integer({ min: 1, max: 3 }),
        offset: fc.integer({ min: 1, max: 5 }),
      }),
    }),
    fc.record(
      { type: fc.constant("remove" as const), incarnation: fewCalls },
      { requiredKeys: ["type"] },
    ),
  );
  const decided = (command: Command, seen: Seen | null): Decision | null => {
    const answer = decide(command, seen);
    return answer._tag === "Right" ? answer.right : null;
  };

  it("is answered, and a second look is asked for only by a start that may", () => {
    fc.assert(
      fc.property(commands, seens, (command, seen) => {
        if (command.type === "start" && command.mayLook) return;
        expect(decided(command, seen)).not.toEqual({ _tag: "look" });
      }),
    );
  });

  it("never writes to an ended life, but to replace it", () => {
    fc.assert(
      fc.property(commands, seens, (command, seen) => {
        const decision = decided(command, seen);
        if (seen.head?.terminal && decision?._tag === "append") {
          expect(decision).toEqual({
            _tag: "append",
            change: "start",
            expected: asSeen(seen.head),
          });
        }
      }),
    );
  });

  it("never takes a live stream from its producer but by a stop, while the lease holds", () => {
    fc.assert(
      fc.property(commands, heads, fc.nat({ max: 9 }), (command, met, now) => {
        fc.pre(met.terminal === undefined && now < met.leaseUntil && command.type !== "continue");
        const decision = decided(command, { head: met, now });
        if (decision?._tag === "append") expect(decision.change).toBe("stop");
      }),
    );
  });

  it("a command of a newer version comes back as it is", () => {
    const command = foreign<Command>("pause");
    expect(decide(command, given(head()))).toBe(command);
  });
});
