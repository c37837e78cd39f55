import { type Head, isLeft, isRight, type Notice, right, type StreamId } from "@segno/core";
import { type Saboteur, withGroups, withNotifier, withStore } from "./saboteur.ts";

const isOfNothing = (notice: Notice): boolean =>
  notice._tag === "appended" && notice.first > notice.last;

export const groupEndingSaboteurs: readonly Saboteur[] = [
  {
    name: "calls a group through as soon as the end is handed out",
    breaks: ["a group is through when the stream has ended and nothing of it is left"],
    wrap: withGroups((groups) => ({
      take: async (id, taking) => {
        const answer = await groups.take(id, taking);
        if (!isRight(answer)) return answer;
        const through = answer.right.head.terminal !== undefined;
        return right({ ...answer.right, through });
      },
    })),
  },
  {
    name: "lets dead letters vanish",
    breaks: [
      "dead letters are kept and can be read, come no more, and do not keep a group from its end",
    ],
    wrap: withGroups((groups) => ({
      settle: (id, { dead = [], acknowledged = [], ...settling }) =>
        groups.settle(id, { ...settling, acknowledged: [...acknowledged, ...dead] }),
    })),
  },
  {
    name: "says nothing of what is given back",
    breaks: ["who waits is told of what is given back, and of the end of a group"],
    wrap: withNotifier((notifier) => ({
      subscribe: (id, topic, listener) =>
        notifier.subscribe(id, topic, (notice) => {
          if (!isOfNothing(notice)) listener(notice);
        }),
    })),
  },
  {
    name: "takes whatever life there is for the one that is meant",
    breaks: ["a group goes with its life, and says that it is another's"],
    wrap: withGroups((groups) => ({
      take: (id, { incarnation: _, ...taking }) => groups.take(id, taking),
    })),
  },
  {
    name: "hands out what is left of a log",
    breaks: ["a log that is gone is trimmed for a group, too"],
    wrap: withGroups((groups) => ({
      take: async (id, taking) => {
        const answer = await groups.take(id, taking);
        if (isRight(answer) || answer.left._tag !== "trimmed") return answer;
        return right({ ...answer.left, parcels: [], through: false });
      },
    })),
  },
  {
    name: "takes what is at work for done",
    breaks: ["what is known of a group is how far it is"],
    wrap: withGroups((groups) => ({
      list: async (id) => {
        const answer = await groups.list(id);
        if (isLeft(answer)) return answer;
        const idle = answer.right.groups.map((group) => ({ ...group, pending: 0 }));
        return right({ ...answer.right, groups: idle });
      },
    })),
  },
  {
    name: "renews what a group reads",
    breaks: ["groups change nothing of when a stream expires, and expire with it"],
    wrap: (adapter) => {
      const asked = new Set<StreamId>();
      const heeding = withGroups((groups) => ({
        take: (id, taking) => {
          asked.add(id);
          return groups.take(id, taking);
        },
      }));
      const renewing = withStore((store) => ({
        expiry: async (id) => {
          const expiry = await store.expiry(id);
          const more = asked.has(id) ? 1_000 : 0;
          return { ...expiry, log: expiry.log === null ? null : expiry.log + more };
        },
      }));
      return renewing(heeding(adapter));
    },
  },
  {
    name: "never lets a held stream go",
    breaks: [
      "a held stream is kept until its groups are through, and then for its ended TTL, head and log together",
    ],
    wrap: withGroups((groups) => ({
      hold: (id, incarnation, hold) => {
        const never = { ...hold, endedTtlMs: Number.MAX_SAFE_INTEGER / 2 };
        return groups.hold(id, incarnation, never);
      },
    })),
  },
  {
    name: "keeps what is held beyond its time",
    breaks: ["a hold never lets a stream go sooner than it would, nor later than its TTL"],
    wrap: (adapter) => {
      const held = new Map<StreamId, Head>();
      const holding = withGroups((groups) => ({
        hold: async (id, incarnation, hold) => {
          const { head } = await adapter.store.head(id);
          if (head) held.set(id, head);
          return groups.hold(id, incarnation, hold);
        },
      }));
      const keeping = withStore((store) => ({
        head: async (id) => {
          const seen = await store.head(id);
          return { ...seen, head: seen.head ?? held.get(id) ?? null };
        },
      }));
      return keeping(holding(adapter));
    },
  },
];
