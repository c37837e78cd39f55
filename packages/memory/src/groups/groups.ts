import {
  type Clock,
  type Either,
  type GroupName,
  type GroupRefusal,
  type Groups,
  type Head,
  type Incarnation,
  isLeft,
  left,
  type Notifier,
  type Parcel,
  right,
  type StreamId,
} from "@segno/core";
import type { Shelf, Stream } from "../shelf.ts";
import { type Claim, type Group, handOut, isThrough, newGroup, settle } from "./group.ts";
import { createHolds } from "./holds.ts";
import { lettersOf, storedAt } from "./letters.ts";

type Groupings = ReadonlyMap<GroupName, Group>;
type Found = { readonly stream: Stream; readonly groups: Groupings; readonly now: number };

const none: Groupings = new Map();

const parcelOf = (stream: Stream, { offset, deliveries }: Claim): Parcel => ({
  ref: String(offset),
  entries: [storedAt(stream, offset)],
  deliveries,
});

/** Consumer groups in a map for each life that has any: they go with it. */
export const createGroups = (shelf: Shelf, clock: Clock, notifier: Notifier): Groups => {
  const lives = new WeakMap<Stream, Map<GroupName, Group>>();
  const holds = createHolds(shelf);

  const find = (id: StreamId, meant?: Incarnation): Either<GroupRefusal, Found> => {
    const now = clock.now();
    const stream = shelf.find(id, now);
    if (!stream) return left({ _tag: "not-found", now });
    const { head } = stream;
    const isOther = meant !== undefined && head.incarnation !== meant;
    const groups = lives.get(stream) ?? none;
    return isOther ? left({ _tag: "changed", head, now }) : right({ stream, groups, now });
  };

  const make = (stream: Stream, name: GroupName, delivered: number): Group => {
    const groups = lives.get(stream) ?? new Map<GroupName, Group>();
    const group = newGroup(delivered);
    lives.set(stream, groups.set(name, group));
    return group;
  };

  /** An append of nothing: whoever waits is to look. A hint: that nobody could be told fails nothing. */
  const nudge = (id: StreamId, { incarnation, epoch, offset }: Head): void => {
    const place = { incarnation, epoch, first: offset + 1, last: offset };
    notifier.publish(id, "events", { _tag: "appended", ...place }).catch(() => {});
  };

  return {
    take: async (id, taking) => {
      const found = find(id, taking.incarnation);
      if (isLeft(found)) return found;
      const { stream, groups, now } = found.right;
      const { head } = stream;
      const { group: name, from } = taking;
      const group = groups.get(name) ?? make(stream, name, from === "end" ? head.offset : 0);
      const claims = handOut(group, taking, now, head.offset);
      const parcels = claims.map((one) => parcelOf(stream, one));
      return right({ head, now, parcels, through: isThrough(head, group) });
    },

    settle: async (id, settling) => {
      const found = find(id, settling.incarnation);
      if (isLeft(found)) return found;
      const { stream, groups, now } = found.right;
      const group = groups.get(settling.group);
      if (!group) return right({ now, through: false });
      const wasThrough = isThrough(stream.head, group);
      const isBack = settle(group, settling, now);
      const through = isThrough(stream.head, group);
      if (through) holds.release(id, stream, groups, now);
      if (isBack || through !== wasThrough) nudge(id, stream.head);
      return right({ now, through });
    },

    hold: async (id, incarnation, hold) => {
      const found = find(id, incarnation);
      if (isLeft(found)) return found;
      const { stream, groups, now } = found.right;
      holds.set(stream, hold);
      holds.release(id, stream, groups, now);
      return right({ now });
    },

    letters: async (id, name, after, limit) => {
      const found = find(id);
      if (isLeft(found)) return found;
      const { stream, groups } = found.right;
      const letters = lettersOf(stream, groups.get(name), after, limit);
      return right({ head: stream.head, letters });
    },

    list: async (id) => {
      const found = find(id);
      if (isLeft(found)) return found;
      const { stream, groups } = found.right;
      const { head } = stream;
      const standings = [...groups].map(([group, one]) => ({
        group,
        delivered: one.delivered,
        pending: one.pending.size,
        dead: one.dead.size,
        through: isThrough(head, one),
      }));
      return right({ head, groups: standings, hold: holds.of(stream) });
    },
  };
};
