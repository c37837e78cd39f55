import { type Adapter, isLeft, isRight, type Notice, type StreamId, type Topic } from "@segno/core";
import { type Saboteur, withNotifier, withStore } from "./saboteur.ts";

type Hear = (notice: Notice, listener: (notice: Notice) => void, topic: Topic) => void;

/** What reaches each listener goes through this first. */
const heardThrough = (change: () => Hear): ((adapter: Adapter) => Adapter) =>
  withNotifier((notifier) => ({
    subscribe: (id, topic, listener) => {
      const hear = change();
      return notifier.subscribe(id, topic, (notice) => hear(notice, listener, topic));
    },
  }));

/** Announces, beside what the adapter does, what it should not. */
const alsoAnnouncing =
  (
    change: (
      adapter: Adapter,
      say: (id: StreamId, topic: Topic, notice: Notice) => void,
    ) => Partial<Adapter["store"]>,
  ) =>
  (adapter: Adapter): Adapter =>
    withStore(() =>
      change(adapter, (id, topic, notice) => {
        adapter.notifier.publish(id, topic, notice).catch(() => {});
      }),
    )(adapter);

/** Broken in what they announce, to whom and when. */
export const announcingSaboteurs: readonly Saboteur[] = [
  {
    name: "announces heartbeats",
    breaks: ["all that happens is announced to followers, but heartbeats"],
    wrap: alsoAnnouncing(({ store }, say) => ({
      append: async (id, batch, expected) => {
        const answer = await store.append(id, batch, expected);
        if (isRight(answer) && batch.entries.length === 0 && !batch.takeOver) {
          const { incarnation, epoch, offset } = answer.right.place;
          const range = { first: offset + 1, last: offset };
          say(id, "events", { _tag: "appended", incarnation, epoch, ...range });
        }
        return answer;
      },
    })),
  },
  {
    name: "drops the terminal from its notices",
    breaks: [
      "all that happens is announced to followers, but heartbeats",
      "a producer hears what others do to its stream, not its own chunks",
    ],
    wrap: heardThrough(() => (notice, listener) => {
      if (notice._tag !== "appended") return listener(notice);
      const { terminal: _, ...rest } = notice;
      return listener(rest);
    }),
  },
  {
    name: "does not tell a producer of a takeover",
    breaks: ["a producer hears what others do to its stream, not its own chunks"],
    wrap: heardThrough(() => (notice, listener, topic) => {
      const taking = notice._tag === "appended" && notice.last < notice.first;
      if (topic === "events" || !taking) listener(notice);
    }),
  },
  {
    name: "reorders notices",
    breaks: ["what is published reaches who listens"],
    wrap: heardThrough(() => {
      const held: Notice[] = [];
      return (notice, listener) => {
        held.push(notice);
        if (held.length < 2) return;
        for (const one of held.splice(0).reverse()) listener(one);
      };
    }),
  },
  {
    name: "announces other entries than it stored",
    breaks: ["entries in a notice are the log's, and only small ones travel"],
    wrap: heardThrough(() => (notice, listener) => {
      if (notice._tag !== "appended" || !notice.entries) return listener(notice);
      return listener({ ...notice, entries: notice.entries.map((one) => one.normalize("NFKD")) });
    }),
  },
  {
    name: "announces large batches whole",
    breaks: ["entries in a notice are the log's, and only small ones travel"],
    wrap: alsoAnnouncing(({ store }, say) => ({
      append: async (id, batch, expected) => {
        const answer = await store.append(id, batch, expected);
        if (isLeft(answer)) return answer;
        const { incarnation, epoch, offset } = answer.right.place;
        const range = { first: offset - batch.entries.length + 1, last: offset };
        const { entries } = batch;
        say(id, "events", { _tag: "appended", incarnation, epoch, ...range, entries });
        return answer;
      },
    })),
  },
  {
    name: "announces a longer resend as if all of it were new",
    breaks: ["a longer resend announces the log's entries at their own offsets"],
    wrap: heardThrough(() => {
      let next = 2;
      return (notice, listener) => {
        if (notice._tag !== "appended" || !notice.entries) return listener(notice);
        const first = Math.max(next, notice.first);
        next = notice.last + 1;
        return listener({ ...notice, first });
      };
    }),
  },
  {
    name: "announces what it then refuses",
    breaks: ["what was refused is not announced"],
    wrap: alsoAnnouncing(({ store }, say) => ({
      append: async (id, batch, expected) => {
        const { head } = await store.head(id);
        const answer = await store.append(id, batch, expected);
        if (isRight(answer) || !head) return answer;
        const { incarnation, epoch, offset } = head;
        const range = { first: offset + 1, last: offset + batch.entries.length };
        say(id, "events", { _tag: "appended", incarnation, epoch, ...range });
        return answer;
      },
    })),
  },
];
