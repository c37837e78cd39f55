import { type Adapter, isLeft, isRight, type Page, right, type StreamId } from "@segno/core";
import { type Saboteur, withStore } from "./saboteur.ts";

/** Once a stream was compacted, its pages are shown otherwise. */
const afterwards =
  (show: (page: Page) => Page) =>
  (adapter: Adapter): Adapter => {
    const { compact } = adapter;
    if (!compact) return adapter;
    const done = new Set<StreamId>();
    const showing = withStore((store) => ({
      read: async (id, after, limit) => {
        const page = await store.read(id, after, limit);
        return isRight(page) && done.has(id) ? right(show(page.right)) : page;
      },
    }));
    return {
      ...showing(adapter),
      compact: async (id, incarnation) => {
        const answer = await compact(id, incarnation);
        if (answer === "compacted") done.add(id);
        return answer;
      },
    };
  };

const replays = "what is compacted reads as it did from every place, and expires when it did";

export const compactingSaboteurs: readonly Saboteur[] = [
  {
    name: "gives all entries of a segment its last epoch",
    breaks: [replays],
    wrap: afterwards((page) => ({
      ...page,
      entries: page.entries.map((stored) => ({
        ...stored,
        epoch: page.entries.at(-1)?.epoch ?? 0,
      })),
    })),
  },
  {
    name: "joins equal neighbours",
    breaks: [replays],
    wrap: afterwards((page) => ({
      ...page,
      entries: page.entries.filter(({ entry }, at) => entry !== page.entries[at - 1]?.entry),
    })),
  },
  {
    name: "compacts whatever it is asked to",
    breaks: ["a living stream, another life and nobody's are not compacted"],
    wrap: (adapter) => ({ ...adapter, compact: async () => "compacted" }),
  },
  {
    name: "forgets whose a segment's entries were",
    breaks: ["what was stored is known again after its stream was compacted"],
    wrap: (adapter) => {
      const { compact } = adapter;
      if (!compact) return adapter;
      const done = new Set<StreamId>();
      const forgetting = withStore((store) => ({
        append: async (id, batch, expected) => {
          const answer = await store.append(id, batch, expected);
          if (isLeft(answer) || !answer.right.duplicate || !done.has(id)) return answer;
          return right({ ...answer.right, duplicate: false });
        },
      }));
      return {
        ...forgetting(adapter),
        compact: async (id, incarnation) => {
          done.add(id);
          return compact(id, incarnation);
        },
      };
    },
  },
];
