import { isLeft, isRight, left, right } from "@segno/core";
import { pretend, type Saboteur, whenRefused, withStore } from "./saboteur.ts";

/** Broken in what they take for stored. */
export const resendingSaboteurs: readonly Saboteur[] = [
  {
    name: "stores what is sent again a second time",
    breaks: [
      "after: a batch sent again is recognised by the epoch at its last offset",
      "one batch sent several times at once is stored once",
      "whatever replies are lost and whatever copies come late, each entry is stored once, in order",
    ],
    wrap: withStore((store) => ({
      append: async (id, batch, expected) => {
        const answer = await store.append(id, batch, expected);
        if (isLeft(answer) || !answer.right.duplicate || expected._tag !== "after") return answer;
        return store.append(id, batch, { ...expected, offset: answer.right.place.offset });
      },
    })),
  },
  {
    name: "appends a longer resend whole",
    breaks: ["after: what is stored is skipped, the rest appended"],
    wrap: withStore((store) => ({
      append: async (id, batch, expected) => {
        const { head } = await store.head(id);
        const behind = expected._tag === "after" && head && expected.offset < head.offset;
        const longer = behind && expected.offset + batch.entries.length > head.offset;
        return store.append(id, batch, longer ? { ...expected, offset: head.offset } : expected);
      },
    })),
  },
  {
    name: "shows another epoch after each append",
    breaks: ["after: the producer's batches follow one another in its own epoch"],
    wrap: withStore((store) => ({
      append: async (...args) => {
        const answer = await store.append(...args);
        if (isLeft(answer)) return answer;
        const { place } = answer.right;
        return right({ ...answer.right, place: { ...place, epoch: place.epoch + 1 } });
      },
    })),
  },
  {
    name: "takes a batch for stored when the head is past it",
    breaks: ["hole 1: a stop that took the offset is not the producer's chunk"],
    wrap: whenRefused((conflict, head, expected, { entries }) =>
      conflict._tag === "closed" &&
      expected._tag === "after" &&
      entries.length > 0 &&
      expected.offset + entries.length <= head.offset
        ? pretend(head)
        : null,
    ),
  },
  {
    name: "takes an empty batch on an ended stream for a duplicate",
    breaks: [
      "hole 2: an empty batch on an ended stream is no duplicate",
      "hole 17: an empty append tells a producer of a stop that it did not hear",
    ],
    wrap: whenRefused((conflict, head, expected, { entries }) =>
      conflict._tag === "closed" && expected._tag === "after" && entries.length === 0
        ? pretend(head)
        : null,
    ),
  },
  {
    name: "recognises duplicates without renewing anything",
    breaks: [
      "hole 4: a duplicate renews, so that a loss declared on the older head is refused",
      "every append raises the revision and renews the lease",
    ],
    wrap: withStore((store) => ({
      append: async (id, batch, expected) => {
        if (expected._tag === "after" && batch.entries.length > 0) {
          const { incarnation, epoch, offset } = expected;
          const last = { incarnation, epoch, offset: offset + batch.entries.length };
          const page = await store.read(id, last, 1);
          const known = isRight(page) && page.right.head.incarnation === incarnation;
          if (known) return pretend(page.right.head);
        }
        return store.append(id, batch, expected);
      },
    })),
  },
  {
    name: "answers a heartbeat without renewing anything",
    breaks: [
      "every append raises the revision and renews the lease",
      "after: an empty batch at or before the head is a heartbeat",
    ],
    wrap: withStore((store) => ({
      append: async (id, batch, expected) => {
        const { head } = await store.head(id);
        const beat = expected._tag === "after" && batch.entries.length === 0;
        if (beat && head && !head.terminal && head.epoch === expected.epoch) {
          return pretend(head, false);
        }
        return store.append(id, batch, expected);
      },
    })),
  },
  {
    name: "does not say what was stored",
    breaks: [
      "hole 11: a refusal says how many of a batch's entries were stored",
      "what a refusal says was stored is what the log holds",
    ],
    wrap: whenRefused((conflict) => left({ ...conflict, stored: 0 })),
  },
  {
    name: "counts another's entries as the caller's",
    breaks: [
      "hole 11: a refusal says how many of a batch's entries were stored",
      "what a refusal says was stored is what the log holds",
    ],
    wrap: whenRefused((conflict, head, expected, { entries }) => {
      if (expected._tag !== "after" || expected.incarnation !== head.incarnation) return null;
      const there = Math.min(entries.length, Math.max(0, head.offset - expected.offset));
      return left({ ...conflict, stored: there });
    }),
  },
  {
    name: "forgets what it had stored once a stream has ended",
    breaks: [
      "after: what is stored is skipped, the rest appended",
      "what a refusal says was stored is what the log holds",
    ],
    wrap: withStore((store) => ({
      append: async (id, batch, expected) => {
        const answer = await store.append(id, batch, expected);
        const { head, now } = await store.head(id);
        if (isLeft(answer) || !answer.right.duplicate || !head?.terminal) return answer;
        return left({ _tag: "closed", head, now, stored: 0 });
      },
    })),
  },
  {
    name: "stores as much of a batch as it has room for",
    breaks: [
      "a batch up to the bounds is stored, one beyond them is too-large and changes nothing",
    ],
    wrap: withStore((store) => ({
      append: async (id, batch, expected) => {
        const answer = await store.append(id, batch, expected);
        if (isRight(answer) || answer.left._tag !== "too-large") return answer;
        await store.append(id, { ...batch, entries: batch.entries.slice(0, 1) }, expected);
        return answer;
      },
    })),
  },
];
