import { conversation, type LifecycleEvent, type Projection, textOf } from "@segno/core";
import { arbitraries, replayLaw } from "@segno/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memory } from "./memory.ts";

const words = fc.record({ content: arbitraries.text });
type Words = { content: string };

describe("replayLaw", () => {
  it("holds of the conversation in a stream", () =>
    replayLaw({
      adapter: memory,
      payload: arbitraries.messageEvent,
      projection: conversation,
      runs: 30,
    }));

  it("holds of any JSON, kept as it is", () =>
    replayLaw({
      adapter: memory,
      payload: arbitraries.json,
      projection: {
        initial: [] as readonly unknown[],
        evolve: (kept, event) => {
          if (event.type === "started") return [];
          return event.type === "chunk" ? [...kept, event.data] : kept;
        },
      },
      runs: 30,
    }));

  it("catches a projection that is not a function of state and event alone", async () => {
    let count = 0;
    const impure: Projection<string, LifecycleEvent<Words>> = {
      initial: "",
      evolve: (said, event) => (event.type === "chunk" ? `${said}${count++}` : said),
    };
    const verdict = replayLaw({ adapter: memory, payload: words, projection: impure });
    await expect(verdict).rejects.toThrow("Property failed");
  });

  type Kept = { readonly said: string; readonly count: number };
  const nothing: Kept = { said: "", count: 0 };
  it.each<[string, (state: Kept) => Kept]>([
    ["goes on where a new life begins", (state) => state],
    ["forgets only a part of the life before", (state) => ({ ...state, said: "" })],
  ])("catches a projection that %s", async (_, begin) => {
    const projection: Projection<Kept, LifecycleEvent<Words>> = {
      initial: nothing,
      evolve: (state, event) => {
        if (event.type === "started") return begin(state);
        if (event.type !== "chunk") return state;
        return { said: state.said + event.data.content, count: state.count + 1 };
      },
    };
    const verdict = replayLaw({ adapter: memory, payload: words, projection });
    await expect(verdict).rejects.toThrow("Property failed");
  });

  it("catches an upcaster that reads differently each time", async () => {
    let count = 0;
    const streams = { upcast: () => ({ content: String(count++) }) };
    const projection = textOf(({ content }: Words) => content);
    const verdict = replayLaw({ adapter: memory, payload: words, projection, streams });
    await expect(verdict).rejects.toThrow("Property failed");
  });
});
