import { type Head, isLeft } from "@segno/core";
import { type Saboteur, withHeads, withStore } from "./saboteur.ts";

const rounded = (head: Head): Head => {
  const short = (value: number): number => Number(value.toPrecision(10));
  return { ...head, activeTtlMs: short(head.activeTtlMs), endedTtlMs: short(head.endedTtlMs) };
};

/** Broken in the head that they show. */
export const showingSaboteurs: readonly Saboteur[] = [
  {
    name: "forgets whose stream it is",
    breaks: [
      "no-stream starts a stream where nothing lives",
      "the head says who produces, on which terms, and who ended it",
      "owner and kind come back as they were given",
    ],
    wrap: withHeads(({ owner: _, ...head }) => head),
  },
  {
    name: "shows every epoch as the first",
    breaks: [
      "only what is not the producer's own begins an epoch",
      "epochs move with time, so that a forgotten one is not given again",
    ],
    wrap: (adapter) =>
      withStore((store) => ({
        append: async (id, batch, expected) => {
          const { head } = await store.head(id);
          const own = expected._tag === "after" && head ? { epoch: head.epoch } : {};
          const answer = await store.append(id, batch, { ...expected, ...own });
          if (isLeft(answer)) return answer;
          const place = { ...answer.right.place, epoch: 1 };
          return { ...answer, right: { ...answer.right, place } };
        },
      }))(withHeads((head) => ({ ...head, epoch: 1 }))(adapter)),
  },
  {
    name: "counts epochs one by one, so that a forgotten one is given again",
    breaks: ["epochs move with time, so that a forgotten one is not given again"],
    wrap: (adapter) => {
      const epochs = new Map<string, number[]>();
      const ordinal = (incarnation: string, epoch: number): number => {
        const known = epochs.get(incarnation) ?? [];
        epochs.set(incarnation, known);
        if (!known.includes(epoch)) known.push(epoch);
        return known.indexOf(epoch) + 1;
      };
      const actual = (incarnation: string, count: number): number =>
        epochs.get(incarnation)?.[count - 1] ?? count;
      const shown = withHeads((head) => ({
        ...head,
        epoch: ordinal(head.incarnation, head.epoch),
      }));
      return shown(
        withStore((store) => ({
          append: async (id, batch, expected) => {
            const own = expected._tag === "after";
            const epoch = own ? { epoch: actual(expected.incarnation, expected.epoch) } : {};
            const answer = await store.append(id, batch, { ...expected, ...epoch });
            if (isLeft(answer)) return answer;
            const { place } = answer.right;
            const count = ordinal(place.incarnation, place.epoch);
            return { ...answer, right: { ...answer.right, place: { ...place, epoch: count } } };
          },
        }))(adapter),
      );
    },
  },
  {
    name: "counts revisions from the start of each life",
    breaks: [
      "hole 5: removed and started again, a revision is not met a second time",
      "every append raises the revision and renews the lease",
    ],
    wrap: withHeads((head) => ({ ...head, revision: head.revision - head.startedAt * 1000 })),
  },
  {
    name: "tells the time in seconds",
    breaks: ["head and expiry of what is not there are null"],
    wrap: withStore((store) => ({
      head: async (id) => {
        const seen = await store.head(id);
        return { ...seen, now: seen.now / 1000 };
      },
    })),
  },
  {
    name: "rounds large numbers",
    breaks: ["large numbers keep their digits"],
    wrap: withHeads(rounded),
  },
];
