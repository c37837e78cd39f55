import { describe, expect, it } from "vitest";
import type { Projection } from "../../src/stream/evolve.ts";
import { foldStream } from "../../src/stream/fold.ts";

type Event = { readonly type: string; readonly said: string };

/** Knows nothing of resets. */
const joined: Projection<string, Event> = {
  initial: "-",
  evolve: (state, event) => `${state}${event.said}`,
};

async function* from(...events: readonly Event[]) {
  yield* events;
}

const states = async (...events: readonly Event[]): Promise<string[]> => {
  const seen: string[] = [];
  for await (const state of foldStream(from(...events), joined)) seen.push(state);
  return seen;
};

const start: Event = { type: "started", said: "s" };
const chunk: Event = { type: "chunk", said: "c" };

describe("folding a stream", () => {
  it("yields the state after each event", async () => {
    expect(await states(start, chunk, chunk)).toEqual(["-s", "-sc", "-scc"]);
  });

  it("begins again with every start", async () => {
    expect(await states(start, chunk, start, chunk)).toEqual(["-s", "-sc", "-s", "-sc"]);
  });

  it("goes on from the initial state where it joins midway", async () => {
    expect(await states(chunk, chunk)).toEqual(["-c", "-cc"]);
  });

  it("goes on from the state of one who resumes, and begins at the initial one with a start", async () => {
    const seen: string[] = [];
    for await (const state of foldStream(from(chunk, start, chunk), joined, "had")) {
      seen.push(state);
    }
    expect(seen).toEqual(["hadc", "-s", "-sc"]);
  });

  it("yields nothing for no event", async () => {
    expect(await states()).toEqual([]);
  });
});
