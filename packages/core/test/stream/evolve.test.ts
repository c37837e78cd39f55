import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LifecycleEvent, Terminal } from "../../src/stream/events.ts";
import { bareTerminal, isTerminal } from "../../src/stream/events.ts";
import { evolve, lifecycle, textOf } from "../../src/stream/evolve.ts";
import { beginning } from "../../src/stream/position.ts";
import { emptyState, type StreamState } from "../../src/stream/state.ts";
import { lifecycleEvents } from "../support/arbitraries.ts";
import { foreign, ulid } from "../support/given.ts";

type Event = LifecycleEvent<unknown>;

const fold = (...events: readonly Event[]): StreamState =>
  events.reduce(lifecycle.evolve, lifecycle.initial);

const started = { type: "started", at: 100, incarnation: ulid("AAA") } as const;
const chunk = (at: number): Event => ({ type: "chunk", at, data: "x" });
const active: StreamState = {
  status: "active",
  incarnation: ulid("AAA"),
  startedAt: 100,
  lastActivity: 100,
  chunks: 0,
  eventCount: 1,
};
const endings: readonly Terminal[] = [
  { type: "stopped", at: 130, by: "user-7", reason: "enough" },
  { type: "failed", at: 130, code: "producer-lost", message: "no sign of life" },
  { type: "completed", at: 130, chunks: 2, reason: "length" },
];

describe("a stream", () => {
  it("is empty before its first event", () => {
    expect(fold()).toStrictEqual({ status: "empty" });
  });

  it("is active once started", () => {
    expect(fold(started)).toStrictEqual(active);
  });

  it("keeps what the start said", () => {
    const said = { owner: "user-7", kind: "answer", metadata: { model: "m" } };
    expect(fold({ ...started, ...said })).toStrictEqual({ ...active, ...said });
  });

  it("counts chunks and events, and moves its last activity", () => {
    expect(fold(started, chunk(110), chunk(120))).toStrictEqual({
      ...active,
      chunks: 2,
      eventCount: 3,
      lastActivity: 120,
    });
  });

  it.each(endings)("ends as $type, with the whole ending", (ending) => {
    expect(fold(started, chunk(110), ending)).toStrictEqual({
      ...active,
      status: ending.type,
      ending,
      chunks: 1,
      eventCount: 3,
      lastActivity: 130,
    });
  });

  it("begins anew with another start, live or ended", () => {
    const again: Event = { type: "started", at: 200, incarnation: ulid("BBB") };
    const anew = { ...active, incarnation: ulid("BBB"), startedAt: 200, lastActivity: 200 };
    expect(fold({ ...started, owner: "user-7" }, chunk(110), again)).toStrictEqual(anew);
    for (const ending of endings) expect(fold(started, ending, again)).toStrictEqual(anew);
  });

  it("is not moved by what comes before the start", () => {
    for (const event of [chunk(110), ...endings]) expect(fold(event)).toBe(emptyState);
  });

  it("is not moved by what comes after the end", () => {
    for (const ending of endings) {
      const over = fold(started, ending);
      for (const late of [chunk(140), ...endings]) expect(evolve(over, late)).toBe(over);
    }
  });

  it("is the same from a follower's records, a reset among them, as from bare events", () => {
    const recorded = { position: beginning, offset: 3, reset: true as const };
    const said = { owner: "user-7", kind: "answer", metadata: 1 };
    const begun = { ...started, ...said };
    expect(fold({ ...begun, ...recorded })).toStrictEqual(fold(begun));
    for (const ending of endings) {
      const over = fold({ ...begun, ...recorded }, { ...ending, ...recorded });
      expect(over).toStrictEqual(fold(begun, ending));
    }
    const quiet: Terminal = { type: "stopped", at: 130 };
    expect(fold(started, { ...quiet, ...recorded })).toStrictEqual(fold(started, quiet));
    expect(fold(started, quiet)).toMatchObject({ ending: { type: "stopped", at: 130 } });
  });

  it("is not moved by an event of a newer version", () => {
    const live = fold(started);
    expect(evolve(live, foreign("paused"))).toBe(live);
  });
});

describe("any sequence of events", () => {
  const histories = fc.array(lifecycleEvents(fc.anything()), { maxLength: 20 });

  it("folds, and changes no state that was there", () => {
    fc.assert(
      fc.property(histories, (events) => {
        events.reduce((state: StreamState, event) => {
          const before = JSON.stringify(state);
          const next = evolve(Object.freeze(state), event);
          expect(JSON.stringify(state)).toBe(before);
          return next;
        }, emptyState);
      }),
    );
  });

  it("comes to the life that started last, up to its first terminal", () => {
    fc.assert(
      fc.property(histories, (events) => {
        const from = events.findLastIndex((event) => event.type === "started");
        const first = events[from];
        if (first?.type !== "started") {
          expect(fold(...events)).toStrictEqual({ status: "empty" });
          return;
        }
        const life = events.slice(from);
        const end = life.findIndex(isTerminal);
        const counted = end < 0 ? life : life.slice(0, end + 1);
        const ending = life[end];
        const { type: _, at, ...said } = first;
        expect(fold(...events)).toStrictEqual({
          ...said,
          status: ending?.type ?? "active",
          startedAt: at,
          lastActivity: counted.at(-1)?.at,
          chunks: counted.filter((event) => event.type === "chunk").length,
          eventCount: counted.length,
          ...(ending ? { ending } : {}),
        });
      }),
    );
  });
});

describe("isTerminal", () => {
  it("is true of the three endings, and of nothing else", () => {
    for (const ending of endings) expect(isTerminal(ending)).toBe(true);
    for (const event of [started, chunk(110), foreign<Event>("paused")]) {
      expect(isTerminal(event)).toBe(false);
    }
  });
});

describe("the bare ending", () => {
  it("has the fields that were given, and no others", () => {
    const bare: readonly Terminal[] = [
      ...endings,
      { type: "stopped", at: 1 },
      { type: "completed", at: 1, chunks: 0 },
    ];
    for (const ending of bare) {
      const copy = bareTerminal({
        ...ending,
        ...{ position: beginning, offset: 3, stack: "at x" },
      });
      expect(Object.entries(copy).sort()).toStrictEqual(Object.entries(ending).sort());
    }
  });

  it("of a newer version comes back as it is", () => {
    const event = foreign<Terminal>("paused");
    expect(bareTerminal(event)).toBe(event);
  });
});

describe("the text of a stream", () => {
  const text = textOf((data: { readonly content: string }) => data.content);
  const said = (content: string): LifecycleEvent<{ readonly content: string }> => ({
    type: "chunk",
    at: 110,
    data: { content },
  });
  const start = { type: "started", at: 100, incarnation: ulid("AAA") } as const;

  it("is what its payloads say, joined", () => {
    const events = [start, said("Hel"), said("lo"), ...endings];
    expect(events.reduce(text.evolve, text.initial)).toBe("Hello");
  });

  it("begins anew with every start", () => {
    expect([start, said("old"), start, said("new")].reduce(text.evolve, text.initial)).toBe("new");
  });
});
