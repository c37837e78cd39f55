import {
  type ConsumerName,
  type Either,
  type GroupName,
  type GroupRefusal,
  type Groups,
  isLeft,
  isRight,
  type Parcel,
  parseConsumerName,
  parseGroupName,
  type Settling,
  type StreamId,
  type Taken,
  type Taking,
} from "@segno/core";
import type { Writer } from "./acting.ts";
import { declared, demand } from "./law.ts";
import { same, show } from "./same.ts";
import type { Trial } from "./trial.ts";

export const groupsOf = ({ groups }: Trial): Groups => declared(groups, "consumer groups");

const checked = <T>(name: T | null): T => {
  demand(name !== null, "That is no name of a group or a consumer.");
  return name;
};

export const groupNamed = (name: string): GroupName => checked(parseGroupName(name));
export const consumerNamed = (name: string): ConsumerName => checked(parseConsumerName(name));

/** It must not have been refused. */
export const granted = <T>(answer: Either<GroupRefusal, T>, what: string): T => {
  demand(isRight(answer), `${what} was refused: ${isLeft(answer) ? show(answer.left) : ""}`);
  return answer.right;
};

/** It must have been refused, for this reason. */
export const denied = <T>(
  answer: Either<GroupRefusal, T>,
  tag: GroupRefusal["_tag"],
  what: string,
): void => {
  demand(isLeft(answer), `${what} must be refused as ${tag}: ${show(answer)}`);
  same(answer.left._tag, tag, `${what} must be refused as ${tag}`);
};

/** Long enough that nothing comes again by accident. */
export const longIdleMs = 3_600_000;

type What = Omit<Settling, "incarnation" | "group" | "consumer">;

/** One consumer of a group, as a law drives it. */
export type Consumer = {
  readonly take: (over?: Partial<Taking>) => Promise<Taken>;
  /** The texts of what it is handed, parcel after parcel. */
  readonly texts: (over?: Partial<Taking>) => Promise<readonly string[]>;
  readonly settle: (what: What) => Promise<{ readonly through: boolean }>;
  readonly acknowledge: (...parcels: readonly Parcel[]) => Promise<{ readonly through: boolean }>;
  readonly bury: (...parcels: readonly Parcel[]) => Promise<{ readonly through: boolean }>;
};

export const textsIn = (parcels: readonly Parcel[]): readonly string[] =>
  parcels.flatMap(({ entries }) => entries.map(({ entry }) => entry));

/** All events of parcels. */
export const receipts = (parcels: readonly Parcel[]): Settling["acknowledged"] & object =>
  parcels.map(({ ref, entries }) => ({ ref, offsets: entries.map(({ offset }) => offset) }));

export const consumerOf = (
  trial: Trial,
  { id, incarnation }: Pick<Writer, "id" | "incarnation">,
  name: string,
  groupName = "group",
): Consumer => {
  const groups = groupsOf(trial);
  const membership = { group: groupNamed(groupName), consumer: consumerNamed(name) };
  const common = { ...membership, incarnation };
  const take = async (over: Partial<Taking> = {}): Promise<Taken> => {
    const taking = { from: "start", limit: 10, idleMs: longIdleMs, ...common, ...over } as const;
    return granted(await groups.take(id, taking), `What ${name} asks for`);
  };
  const settle = async (what: What) =>
    granted(await groups.settle(id, { ...common, ...what }), `What ${name} settles`);
  return {
    take,
    settle,
    texts: async (over) => textsIn((await take(over)).parcels),
    acknowledge: (...parcels) => settle({ acknowledged: receipts(parcels) }),
    bury: (...parcels) => settle({ dead: receipts(parcels) }),
  };
};

/** The letters of a group, as their texts. */
export const lettersOf = async (
  trial: Trial,
  id: StreamId,
  group = "group",
): Promise<readonly string[]> => {
  const answer = await groupsOf(trial).letters(id, groupNamed(group), 0, 100);
  return granted(answer, "A look at dead letters").letters.map(({ stored }) => stored.entry);
};
