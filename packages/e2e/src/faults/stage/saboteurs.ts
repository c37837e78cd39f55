import { type Adapter, isRight, type Notice, right, type StoredEntry } from "@segno/core";
import type { Invariant } from "../frame/violation.ts";

/** An adapter that is broken in one way. A stage that lets it pass shows nothing of a sound one. */
export type BrokenAdapter = {
  readonly name: string;
  readonly breaks: Invariant;
  readonly sabotage: (sound: Adapter) => Adapter;
};

/** The third event of a writer says that it is the first. */
const another = (entry: string): string => entry.replace(/"n":2\b/, '"n":0');

const every = (nth: number): (() => boolean) => {
  let count = 0;
  return () => ++count % nth === 0;
};

const reading =
  (spoil: (entries: readonly StoredEntry[]) => readonly StoredEntry[]) =>
  (sound: Adapter): Adapter => ({
    ...sound,
    store: {
      ...sound.store,
      read: async (id, after, limit) => {
        const answer = await sound.store.read(id, after, limit);
        if (!isRight(answer)) return answer;
        return right({ ...answer.right, entries: spoil(answer.right.entries) });
      },
    },
  });

const hearing =
  (spoil: (notice: Notice) => Notice) =>
  (sound: Adapter): Adapter => ({
    ...sound,
    notifier: {
      ...sound.notifier,
      subscribe: (id, topic, listener) =>
        sound.notifier.subscribe(id, topic, (notice) => listener(spoil(notice))),
    },
  });

export const brokenAdapters: readonly BrokenAdapter[] = [
  {
    name: "other bytes are stored than were acknowledged",
    breaks: "B",
    sabotage: (sound) => ({
      ...sound,
      store: {
        ...sound.store,
        append: (id, batch, expected) =>
          sound.store.append(id, { ...batch, entries: batch.entries.map(another) }, expected),
      },
    }),
  },
  {
    name: "a batch is stored once more behind itself",
    breaks: "B",
    sabotage: (sound) => {
      const due = every(10);
      return {
        ...sound,
        store: {
          ...sound.store,
          append: async (id, batch, expected) => {
            const answer = await sound.store.append(id, batch, expected);
            if (isRight(answer) && expected._tag === "after" && !batch.end && due()) {
              await sound.store.append(id, batch, { ...expected, ...answer.right.place });
            }
            return answer;
          },
        },
      };
    },
  },
  {
    name: "a page leaves out its second entry",
    breaks: "A",
    sabotage: reading((entries) => entries.filter((_, at) => at !== 1 || entries.length < 3)),
  },
  {
    name: "a page holds its entries the wrong way round",
    breaks: "A",
    sabotage: reading((entries) => {
      const [first, second, ...rest] = entries;
      if (!first || !second) return entries;
      return [{ ...first, entry: second.entry }, { ...second, entry: first.entry }, ...rest];
    }),
  },
  {
    name: "a notice carries the bytes of another event",
    breaks: "A",
    sabotage: hearing((notice) => {
      if (notice._tag !== "appended" || !notice.entries) return notice;
      return { ...notice, entries: notice.entries.map(another) };
    }),
  },
  {
    name: "a subscription is never let go of",
    breaks: "E",
    sabotage: (sound) => ({ ...sound, close: async () => {} }),
  },
];
