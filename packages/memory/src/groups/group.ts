import type { ConsumerName, Head, Settling, Taking } from "@segno/core";

/** An event that was handed out, and is neither acknowledged nor dead. */
type Pending = {
  /** Null where it was given back. */
  consumer: ConsumerName | null;
  /** When it was handed out or renewed; by the store's time. */
  at: number;
  deliveries: number;
};

/** How far one group is in one life of a stream. Each event is a parcel of its own. */
export type Group = {
  /** Up to this offset everything was handed out. */
  delivered: number;
  /** By offset, in rising order: what is handed out again keeps its place. */
  readonly pending: Map<number, Pending>;
  /** The deliveries of dead letters, by offset. */
  readonly dead: Map<number, number>;
};

/** An event that is handed out, for the how manieth time. */
export type Claim = { readonly offset: number; readonly deliveries: number };

export const newGroup = (delivered: number): Group => ({
  delivered,
  pending: new Map(),
  dead: new Map(),
});

export const isThrough = (head: Head, group: Group | undefined): boolean =>
  group !== undefined &&
  head.terminal !== undefined &&
  group.delivered === head.offset &&
  group.pending.size === 0;

/** The first of those that have to come again. */
const claim = (
  { pending }: Group,
  taking: Taking,
  now: number,
  mayCome: (one: Pending, offset: number) => boolean,
  counted: boolean,
): Claim | null => {
  for (const [offset, one] of pending) {
    if (!mayCome(one, offset)) continue;
    one.consumer = taking.consumer;
    one.at = now;
    if (counted) one.deliveries += 1;
    return { offset, deliveries: one.deliveries };
  }
  return null;
};

const comeAgain = (group: Group, taking: Taking, now: number): Claim | null => {
  const { consumer, again, idleMs } = taking;
  const isLost = (one: Pending, offset: number): boolean =>
    one.consumer === consumer && !again?.holding.includes(String(offset));
  const isLate = (one: Pending): boolean => one.consumer === null || now - one.at >= idleMs;
  const lost = again ? claim(group, taking, now, isLost, again.counted) : null;
  return lost ?? claim(group, taking, now, isLate, true);
};

/** What the consumer is handed of a log that ends at an offset. */
export const handOut = (
  group: Group,
  taking: Taking,
  now: number,
  end: number,
): readonly Claim[] => {
  const again = comeAgain(group, taking, now);
  if (again) return [again];
  const claims: Claim[] = [];
  while (group.delivered < end && claims.length < taking.limit) {
    group.delivered += 1;
    group.pending.set(group.delivered, { consumer: taking.consumer, at: now, deliveries: 1 });
    claims.push({ offset: group.delivered, deliveries: 1 });
  }
  return claims;
};

/** Whether others may find something to do by it. */
export const settle = (group: Group, settling: Settling, now: number): boolean => {
  const { consumer, acknowledged = [], dead = [], returned = [], renewed = [] } = settling;
  const { pending } = group;
  const own = (ref: string): Pending | undefined => {
    const one = pending.get(Number(ref));
    return one?.consumer === consumer ? one : undefined;
  };
  for (const offset of acknowledged.flatMap(({ offsets }) => offsets)) {
    pending.delete(offset);
    group.dead.delete(offset);
  }
  for (const offset of dead.flatMap(({ offsets }) => offsets)) {
    const one = pending.get(offset);
    if (one) group.dead.set(offset, one.deliveries - 1);
    pending.delete(offset);
  }
  let back = false;
  for (const { ref, unseen } of returned) {
    const one = own(ref);
    if (!one) continue;
    one.consumer = null;
    if (unseen) one.deliveries -= 1;
    back = true;
  }
  for (const ref of renewed) {
    const one = own(ref);
    if (one) one.at = now;
  }
  return back;
};
