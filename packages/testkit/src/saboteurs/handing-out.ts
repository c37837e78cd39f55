import {
  type ConsumerName,
  type GroupName,
  type Groups,
  isRight,
  type Parcel,
  right,
  type Settling,
  type Taken,
} from "@segno/core";
import { type Saboteur, withGroups } from "./saboteur.ts";

type Asked = { readonly group: GroupName; readonly consumer: ConsumerName };

/** Whatever is said is said of another group or consumer. */
const renamed = (rename: (asked: Asked) => Asked) =>
  withGroups((groups) => ({
    take: (id, taking) => groups.take(id, { ...taking, ...rename(taking) }),
    settle: (id, settling) => groups.settle(id, { ...settling, ...rename(settling) }),
  }));

type Take = (groups: Groups, ...asked: Parameters<Groups["take"]>) => ReturnType<Groups["take"]>;

const withTake = (change: Take) =>
  withGroups((groups) => ({ take: (id, taking) => change(groups, id, taking) }));

const withSettle = (change: (settling: Settling) => Settling) =>
  withGroups((groups) => ({ settle: (id, settling) => groups.settle(id, change(settling)) }));

/** What is handed out is shown otherwise. */
const withTaken = (show: (taken: Taken) => Taken) =>
  withTake(async (groups, id, taking) => {
    const answer = await groups.take(id, taking);
    return isRight(answer) ? right(show(answer.right)) : answer;
  });

const withParcels = (show: (parcel: Parcel) => Parcel) =>
  withTaken((taken) => ({ ...taken, parcels: taken.parcels.map(show) }));

export const handingOutSaboteurs: readonly Saboteur[] = [
  {
    name: "hands everything to everyone",
    breaks: [
      "each event is handed to one consumer of a group, in order, and once while it is at work",
      "consumers who ask at once share the events: each is somebody's, and nobody else's",
    ],
    wrap: renamed(({ consumer }) => ({ group: String(consumer) as GroupName, consumer })),
  },
  {
    name: "knows one group alone",
    breaks: ["groups do not touch one another, nor do streams"],
    wrap: renamed(({ consumer }) => ({ group: "group" as GroupName, consumer })),
  },
  {
    name: "begins every group with the first event",
    breaks: [
      "a new group begins with the first event, or behind the last; one that is there goes on",
    ],
    wrap: withTake((groups, id, taking) => groups.take(id, { ...taking, from: "start" })),
  },
  {
    name: "never hands out what a dead consumer had",
    breaks: [
      "what a dead consumer leaves behind comes again after its idle time, to anybody, and is counted",
      "what is acknowledged never comes again, whoever acknowledges it, and however often",
    ],
    wrap: withTake((groups, id, taking) => groups.take(id, { ...taking, idleMs: 1e12 })),
  },
  {
    name: "counts no deliveries",
    breaks: [
      "what a dead consumer leaves behind comes again after its idle time, to anybody, and is counted",
      "what is renewed is not idle, nor counted; what others hold by now is theirs",
    ],
    wrap: withParcels((parcel) => ({ ...parcel, deliveries: 1 })),
  },
  {
    name: "keeps no acknowledgement",
    breaks: [
      "what is acknowledged never comes again, whoever acknowledges it, and however often",
      "a group is through when the stream has ended and nothing of it is left",
    ],
    wrap: withSettle(({ acknowledged: _, ...settling }) => settling),
  },
  {
    name: "hands out what comes again together with what is new",
    breaks: ["what comes again comes alone and first"],
    wrap: withTake(async (groups, id, taking) => {
      const [first, second] = [await groups.take(id, taking), await groups.take(id, taking)];
      if (!isRight(first) || !isRight(second)) return first;
      return right({ ...second.right, parcels: [...first.right.parcels, ...second.right.parcels] });
    }),
  },
  {
    name: "takes nothing back",
    breaks: ["what is given back comes again at once; a delivery that nobody saw is not counted"],
    wrap: withSettle(({ returned: _, ...settling }) => settling),
  },
  {
    name: "counts what nobody has seen",
    breaks: ["what is given back comes again at once; a delivery that nobody saw is not counted"],
    wrap: withSettle(({ returned = [], ...settling }) => ({
      ...settling,
      returned: returned.map(({ ref }) => ({ ref, unseen: false })),
    })),
  },
  {
    name: "renews nothing",
    breaks: ["what is renewed is not idle, nor counted; what others hold by now is theirs"],
    wrap: withSettle(({ renewed: _, ...settling }) => settling),
  },
  {
    name: "leaves what was lost on the way until it is idle",
    breaks: [
      "what a consumer was handed and knows nothing of comes again; only a predecessor's is counted",
    ],
    wrap: withTake((groups, id, { again: _, ...taking }) => groups.take(id, taking)),
  },
  {
    name: "takes an acknowledgement for one of everything before it",
    breaks: ["events that were stored at once are acknowledged one by one"],
    wrap: withSettle((settling) => {
      const offsets = (settling.acknowledged ?? []).flatMap((one) => one.offsets);
      const upTo = Array.from({ length: Math.max(0, ...offsets) }, (_, at) => at + 1);
      const acknowledged = upTo.map((offset) => ({ ref: String(offset), offsets: [offset] }));
      return { ...settling, acknowledged };
    }),
  },
];
