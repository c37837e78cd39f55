import { formatPosition, parseStreamId, parseUlid } from "@segno/core";
import type { Call, Event, History, WriterLog } from "../log/history.ts";

const stream = "honest";
const life = parseUlid("01ARZ3NDEKTSV4RRFFQ69G5FAV");
const id = parseStreamId(stream);

/** The event of the honest history at that offset: two writers, the second of which took over at 5. */
export const eventAt = (offset: number, epoch: number, what: Partial<Event> = {}): Event => {
  if (!life || !id) throw new Error("not an id");
  const position = formatPosition(id, { incarnation: life, epoch, offset });
  const base = { at: 1, offset, position };
  const writer = epoch === 1 ? { w: "x", n: offset - 2 } : { w: "y", n: offset - 5 };
  return { ...base, type: "chunk", data: writer, ...what } as Event;
};

const writerLog = (name: string, epoch: number, offsets: readonly number[]): WriterLog => ({
  name,
  stream,
  incarnation: life ?? "",
  position: eventAt(offsets[0] ?? 1, epoch).position,
  startedAt: epoch * 100,
  takenOver: epoch > 1,
  cut: false,
  writes: offsets.map((offset, n) => ({
    n,
    begunAt: epoch * 100 + n,
    outcome: { _tag: "done", position: eventAt(offset, epoch).position },
  })),
});

/** A history in which everything went well: what the checker must accept, and saboteurs start from. */
export const honest = (): History => {
  const started = eventAt(1, 1, { type: "started", incarnation: life } as Partial<Event>);
  const chunks = [2, 3, 4].map((offset) => eventAt(offset, 1));
  const others = [5, 6, 7].map((offset) => eventAt(offset, 2));
  const end = eventAt(8, 2, { type: "completed", chunks: 6 } as Partial<Event>);
  const stored = [started, ...chunks, ...others, end];
  const complete: Call = {
    what: "complete",
    stream,
    by: "y",
    begunAt: 300,
    withinMs: 100,
    tookMs: 5,
    outcome: { _tag: "done", position: end.position },
    terminal: "completed",
    mine: true,
  };
  const x = writerLog("x", 1, [2, 3, 4]);
  // The fourth of x came when y had taken over.
  x.writes.push({ n: 3, begunAt: 250, outcome: { _tag: "refused", code: "fenced" } });
  const sitting = (from: number, to: number, ending: string) => ({
    after: from > 1 ? (stored[from - 2]?.position ?? null) : null,
    events: stored.slice(from - 1, to),
    ending,
  });
  return {
    stream,
    stored,
    writers: [x, writerLog("y", 2, [5, 6, 7])],
    followers: [
      { name: "steady", stream, sittings: [sitting(1, 8, "terminal")] },
      { name: "restless", stream, sittings: [sitting(1, 4, "left"), sitting(5, 8, "terminal")] },
    ],
    calls: [complete],
    mayEnd: [],
  };
};
