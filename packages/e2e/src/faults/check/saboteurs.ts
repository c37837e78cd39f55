import type { Invariant } from "../frame/violation.ts";
import type { Call, Event, History, Sitting, WriterLog } from "../log/history.ts";
import { eventAt } from "./honest.ts";

/** A history that is wrong in one way. A checker that lets it pass checks nothing. */
export type Saboteur = {
  readonly name: string;
  readonly breaks: Invariant;
  readonly spoil: (honest: History) => History;
};

const stored = (spoil: (events: readonly Event[]) => Event[]) => (history: History) => ({
  ...history,
  stored: spoil(history.stored ?? []),
});

const sitting = (spoil: (sitting: Sitting) => Partial<Sitting>) => (history: History) => ({
  ...history,
  followers: history.followers.map((follower, at) =>
    at > 0
      ? follower
      : { ...follower, sittings: follower.sittings.map((one) => ({ ...one, ...spoil(one) })) },
  ),
});

const writer = (name: string, spoil: (log: WriterLog) => Partial<WriterLog>) => (h: History) => ({
  ...h,
  writers: h.writers.map((log) => (log.name === name ? { ...log, ...spoil(log) } : log)),
});

const call = (spoil: (call: Call) => readonly Call[]) => (history: History) => ({
  ...history,
  calls: history.calls.flatMap(spoil),
});

const without = (events: readonly Event[], offset: number): Event[] =>
  events.filter((event) => event.offset !== offset);

const replaced = (events: readonly Event[], by: Event): Event[] =>
  events.map((event) => (event.offset === by.offset ? by : event));

/** Later events move up, as though nothing had been there. */
const shifted = (events: readonly Event[]): Event[] =>
  events.map((event, at) => {
    const epoch = at < 4 ? 1 : 2;
    return { ...event, offset: at + 1, position: eventAt(at + 1, epoch).position };
  });

const chunk = (offset: number, epoch: number, w: string, n: number): Event =>
  eventAt(offset, epoch, { data: { w, n } } as Partial<Event>);

const saw = (spoil: (events: readonly Event[]) => Event[]) =>
  sitting(({ events }) => ({ events: spoil(events) }));

export const saboteurs: readonly Saboteur[] = [
  { name: "a follower misses one", breaks: "A", spoil: saw((all) => without(all, 3)) },
  {
    name: "a follower sees one twice",
    breaks: "A",
    spoil: saw((all) => all.flatMap((one) => (one.offset === 3 ? [one, one] : [one]))),
  },
  {
    name: "a follower sees two the wrong way round",
    breaks: "A",
    spoil: saw(([a, b, c, ...rest]) => [a, c, b, ...rest].flatMap((one) => one ?? [])),
  },
  {
    name: "a follower sees other bytes",
    breaks: "A",
    spoil: saw((all) => replaced(all, chunk(3, 1, "x", 9))),
  },
  {
    name: "a follower sees what was of another epoch",
    breaks: "A",
    spoil: saw((all) => replaced(all, chunk(4, 7, "x", 2))),
  },
  {
    name: "a follower comes to a clean end before the terminal",
    breaks: "A",
    spoil: saw((all) => all.slice(0, 5)),
  },
  {
    name: "a follower is told of a reset where there was none",
    breaks: "A",
    spoil: saw((all) => replaced(all, { ...eventAt(1, 1, all[0]), reset: true })),
  },
  { name: "a follower hangs", breaks: "D", spoil: sitting(() => ({ ending: "open" })) },
  {
    name: "a follower ends in a way that nothing explains",
    breaks: "D",
    spoil: sitting(() => ({ ending: "expired" })),
  },
  {
    name: "an acknowledged event is not stored",
    breaks: "B",
    spoil: stored((all) => shifted(without(all, 3))),
  },
  {
    name: "an event is stored twice",
    breaks: "B",
    spoil: stored((all) => replaced(all, chunk(4, 1, "x", 1))),
  },
  {
    name: "an event stands elsewhere than was acknowledged",
    breaks: "B",
    spoil: writer("x", ({ writes }) => ({
      writes: writes.map((one) =>
        one.n === 1 ? { ...one, outcome: { _tag: "done", position: eventAt(4, 1).position } } : one,
      ),
    })),
  },
  {
    name: "a refused event is stored",
    breaks: "B",
    spoil: writer("x", ({ writes }) => ({
      writes: writes.map((one) =>
        one.n === 2 ? { ...one, outcome: { _tag: "refused", code: "stopped" } } : one,
      ),
    })),
  },
  {
    name: "what nobody wrote is stored",
    breaks: "B",
    spoil: stored((all) => replaced(all, chunk(4, 1, "z", 0))),
  },
  {
    name: "two events of one writer are stored the wrong way round",
    breaks: "B",
    spoil: stored((all) => replaced(replaced(all, chunk(2, 1, "x", 1)), chunk(3, 1, "x", 0))),
  },
  { name: "there is a hole in the log", breaks: "B", spoil: stored((all) => without(all, 4)) },
  {
    name: "something follows the terminal",
    breaks: "B",
    spoil: stored((all) => [...all, chunk(9, 2, "y", 3)]),
  },
  {
    name: "a completion was acknowledged, and a stop stands there",
    breaks: "B",
    spoil: stored((all) => replaced(all, eventAt(8, 2, { type: "stopped" } as Partial<Event>))),
  },
  {
    name: "two calls are told that they ended the stream",
    breaks: "B",
    spoil: call((one) => [one, { ...one, by: "z" }]),
  },
  {
    name: "a fenced producer's event comes after the takeover",
    breaks: "C",
    spoil: (history) =>
      writer("x", ({ writes }) => ({
        writes: [
          ...writes.slice(0, 3),
          { n: 3, begunAt: 250, outcome: { _tag: "unknown", code: "" } },
        ],
      }))(stored((all) => replaced(all, chunk(6, 2, "x", 3)))(history)),
  },
  {
    name: "a fenced producer writes at the end of its own epoch, too late",
    breaks: "C",
    spoil: writer("x", ({ writes }) => ({
      writes: writes.map((one) => (one.n === 2 ? { ...one, begunAt: 260 } : one)),
    })),
  },
  {
    name: "an epoch returns",
    breaks: "C",
    spoil: stored((all) => replaced(all, chunk(7, 1, "y", 2))),
  },
  {
    name: "a call is never settled",
    breaks: "D",
    spoil: call((one) => [{ ...one, tookMs: null }]),
  },
  { name: "a call is late", breaks: "D", spoil: call((one) => [{ ...one, tookMs: 500 }]) },
  {
    name: "a call is rejected without a type",
    breaks: "D",
    spoil: call((one) => [
      { ...one, outcome: { _tag: "unknown", code: "?" }, untyped: "TypeError" },
    ]),
  },
  {
    name: "a write is never settled",
    breaks: "D",
    spoil: writer("y", ({ writes }) => ({
      writes: writes.map((one) => ({ ...one, outcome: { _tag: "open" } })),
    })),
  },
];
