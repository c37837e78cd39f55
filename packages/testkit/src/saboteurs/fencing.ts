import { isLeft, left } from "@segno/core";
import { pretend, type Saboteur, whenRefused, withStore } from "./saboteur.ts";

/** Broken in what they let in. */
export const fencingSaboteurs: readonly Saboteur[] = [
  {
    name: "starts over what has ended without being asked to",
    breaks: ["no-stream is refused while anything is kept: exists"],
    wrap: whenRefused((conflict, head) =>
      conflict._tag === "exists" && head.terminal ? { _tag: "unchanged", ...head } : null,
    ),
  },
  {
    name: "looks first and starts then",
    breaks: ["of many starts at once exactly one wins, and the others are told which"],
    wrap: withStore((store) => ({
      append: async (id, batch, expected) => {
        if (expected._tag !== "no-stream") return store.append(id, batch, expected);
        const { head, now } = await store.head(id);
        if (head) return left({ _tag: "exists", head, now, stored: 0 });
        const answer = await store.append(id, batch, expected);
        const met = isLeft(answer) ? answer.left.head : null;
        return met ? store.append(id, batch, { _tag: "unchanged", ...met }) : answer;
      },
    })),
  },
  {
    name: "takes nothing for another life",
    breaks: ["where nothing lives every other expectation is not-found"],
    wrap: withStore((store) => ({
      append: async (...args) => {
        const answer = await store.append(...args);
        if (answer._tag === "Right" || answer.left._tag !== "not-found") return answer;
        return left({ ...answer.left, _tag: "changed" });
      },
    })),
  },
  {
    name: "compares lives, not revisions",
    breaks: [
      "unchanged holds only while nothing has happened, not even a heartbeat",
      "unchanged compares incarnation, revision and lease end, each",
      "hole 4: a duplicate renews, so that a loss declared on the older head is refused",
      "of many claims on one head exactly one wins",
      "a heartbeat that races a declared loss: the producer lives, or knows that it is lost",
      "over random histories it answers, and holds, what the model does",
    ],
    wrap: whenRefused((conflict, head, expected) =>
      conflict._tag === "changed" &&
      expected._tag === "unchanged" &&
      expected.incarnation === head.incarnation
        ? { _tag: "unchanged", ...head }
        : null,
    ),
  },
  {
    name: "does not compare the end of the lease",
    breaks: ["unchanged compares incarnation, revision and lease end, each"],
    wrap: whenRefused((conflict, head, expected) =>
      conflict._tag === "changed" &&
      expected._tag === "unchanged" &&
      expected.incarnation === head.incarnation &&
      expected.revision === head.revision
        ? { _tag: "unchanged", ...head }
        : null,
    ),
  },
  {
    name: "compares revisions, not lives",
    breaks: ["hole 5: a head of one life never matches another, and revisions never climb back"],
    wrap: whenRefused((conflict, head, expected) =>
      conflict._tag === "changed" &&
      expected._tag === "unchanged" &&
      expected.revision === head.revision
        ? { _tag: "unchanged", ...head }
        : null,
    ),
  },
  {
    name: "pretends that an ended stream was taken over",
    breaks: ["an ended stream takes nothing but a new start"],
    wrap: whenRefused((conflict, head, expected) =>
      conflict._tag === "closed" && expected._tag === "unchanged" ? pretend(head, false) : null,
    ),
  },
  {
    name: "stops whatever life it meets",
    breaks: [
      "live means one life, wherever its head is",
      "hole 3: a late stop, or removal, never touches a later life",
    ],
    wrap: whenRefused((conflict, head, expected) =>
      conflict._tag === "changed" && expected._tag === "live"
        ? { ...expected, incarnation: head.incarnation }
        : null,
    ),
  },
  {
    name: "does not stop what is stale",
    breaks: ["live does not ask for a lease: what is stale can be stopped"],
    wrap: withStore((store) => ({
      append: async (id, batch, expected) => {
        const { head, now } = await store.head(id);
        const stale = head !== null && now >= head.leaseUntil && expected._tag === "live";
        if (stale) return left({ _tag: "changed", head, now, stored: 0 });
        return store.append(id, batch, expected);
      },
    })),
  },
  {
    name: "lets the writer of an earlier life in",
    breaks: ["after: another incarnation is fenced, live or ended"],
    wrap: whenRefused((conflict, head, expected) =>
      conflict._tag === "fenced" &&
      expected._tag === "after" &&
      expected.incarnation !== head.incarnation
        ? { ...expected, ...head, _tag: "after" }
        : null,
    ),
  },
  {
    name: "accepts a fenced writer",
    breaks: [
      "after: under a later epoch it is fenced, and what it had stored is recognised",
      "an append that races a takeover is before it or not at all",
    ],
    wrap: whenRefused((conflict, head, expected) =>
      conflict._tag === "fenced" &&
      expected._tag === "after" &&
      expected.incarnation === head.incarnation
        ? { ...expected, ...head, _tag: "after" }
        : null,
    ),
  },
  {
    name: "compares epochs, not producers",
    breaks: ["hole 6: the same epoch in other hands is fenced"],
    wrap: whenRefused((conflict, { producer, epoch }, expected) =>
      conflict._tag === "fenced" && expected._tag === "after" && expected.epoch === epoch
        ? { ...expected, producer }
        : null,
    ),
  },
  {
    name: "takes a forgotten epoch for the one it knows",
    breaks: ["after: an earlier epoch in the store is a gap, never a match"],
    wrap: whenRefused((conflict, { epoch }, expected) =>
      conflict._tag === "gap" && expected._tag === "after" && epoch < expected.epoch
        ? { ...expected, epoch }
        : null,
    ),
  },
  {
    name: "closes gaps by renumbering",
    breaks: ["after: past the head is a gap, and shows where to go on"],
    wrap: whenRefused((conflict, { offset }, expected) =>
      conflict._tag === "gap" && expected._tag === "after" && offset < expected.offset
        ? { ...expected, offset }
        : null,
    ),
  },
  {
    name: "calls a producer fenced whose stream has ended",
    breaks: [
      "after: an ended stream is closed, whatever else would be wrong",
      "hole 17: an empty append tells a producer of a stop that it did not hear",
    ],
    wrap: whenRefused((conflict, _head, expected) =>
      conflict._tag === "closed" && expected._tag === "after"
        ? left({ ...conflict, _tag: "fenced" })
        : null,
    ),
  },
  {
    name: "says of every stop that it was the one",
    breaks: ["a stop that races a completion: one terminal, and nothing after it"],
    wrap: whenRefused((conflict, head, expected) =>
      conflict._tag === "closed" && expected._tag === "live" ? pretend(head, false) : null,
    ),
  },
];
