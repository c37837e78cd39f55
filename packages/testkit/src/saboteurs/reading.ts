import { type Head, isLeft, isRight, left, type Place, right, type StreamId } from "@segno/core";
import { type Saboteur, withStore } from "./saboteur.ts";

/** Broken in what readers get. */
export const readingSaboteurs: readonly Saboteur[] = [
  {
    name: "leaves an entry out between two pages",
    breaks: ["pages of any size fit together, and begin right after any place"],
    wrap: withStore((store) => ({
      read: async (id, after, limit) => {
        const answer = await store.read(id, after, limit);
        if (isLeft(answer) || !after) return answer;
        return right({ ...answer.right, entries: answer.right.entries.slice(1) });
      },
    })),
  },
  {
    name: "reads exclusively, without a look at the epoch",
    breaks: [
      "hole 14: another entry at the reader's own offset is diverged, not a clean end",
      "another epoch at the reader's own offset is diverged, anywhere in the log",
    ],
    wrap: withStore((store) => ({
      read: async (id, after, limit) => {
        const answer = await store.read(id, after, limit);
        if (isRight(answer) || answer.left._tag !== "diverged" || !after) return answer;
        const { head, now } = answer.left;
        if (after.offset >= head.offset) return right({ head, now, entries: [] });
        const all = await store.read(id, null, 100_000);
        if (isLeft(all)) return answer;
        const rest = all.right.entries.filter(({ offset }) => offset > after.offset);
        return right({ ...all.right, entries: rest.slice(0, limit) });
      },
    })),
  },
  {
    name: "ends cleanly where a reader is past the head",
    breaks: ["past the head a reader waits while the producer may heal, and diverges otherwise"],
    wrap: withStore((store) => ({
      read: async (...args) => {
        const answer = await store.read(...args);
        if (isRight(answer) || answer.left._tag !== "ahead") return answer;
        const { head, now } = answer.left;
        return right({ head, now, entries: [] });
      },
    })),
  },
  {
    name: "goes on by the offset alone, in whatever life",
    breaks: [
      "hole 13: a reader of one life never goes on in the middle of the next",
      "nothing there is not-found, and a place of another life reads from the start",
    ],
    wrap: withStore((store) => ({
      read: async (id, after, limit) => {
        const { head } = await store.head(id);
        if (!after || !head || after.incarnation === head.incarnation) {
          return store.read(id, after, limit);
        }
        const offset = Math.min(after.offset, head.offset);
        const here: Place = { incarnation: head.incarnation, epoch: head.epoch, offset };
        return store.read(id, here, limit);
      },
    })),
  },
  {
    name: "renews the lease when it is read",
    breaks: ["reading writes nothing, and what was read stays what it was"],
    wrap: withStore((store) => ({
      read: async (id, after, limit) => {
        const { head } = await store.head(id);
        if (head) await store.append(id, { entries: [] }, { ...head, _tag: "after" });
        return store.read(id, after, limit);
      },
    })),
  },
  {
    name: "looks at the head when the page is already read",
    breaks: ["a page and its head are of one moment"],
    wrap: withStore((store) => ({
      read: async (id, after, limit) => {
        const answer = await store.read(id, after, limit);
        const { head } = await store.head(id);
        return isRight(answer) && head ? right({ ...answer.right, head }) : answer;
      },
    })),
  },
  {
    name: "brings Unicode into another normal form",
    breaks: ["entries come back as they were given: any script, any length, any number of times"],
    wrap: withStore((store) => ({
      read: async (...args) => {
        const answer = await store.read(...args);
        if (isLeft(answer)) return answer;
        const { entries } = answer.right;
        const normal = entries.map((one) => ({ ...one, entry: one.entry.normalize("NFC") }));
        return right({ ...answer.right, entries: normal });
      },
    })),
  },
  {
    name: "finds the log of an expired stream trimmed",
    breaks: ["what is over is gone at once and whole, and leaves room for a new life"],
    wrap: withStore((store) => {
      const last = new Map<StreamId, Head>();
      return {
        read: async (id, after, limit) => {
          const answer = await store.read(id, after, limit);
          const seen = isRight(answer) ? answer.right.head : last.get(id);
          if (seen) last.set(id, seen);
          if (isRight(answer) || answer.left._tag !== "not-found" || !seen) return answer;
          return left({ _tag: "trimmed", head: seen, now: answer.left.now });
        },
      };
    }),
  },
];
